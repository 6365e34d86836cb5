import type { LabelledCall } from './corpus.ts';
import type { Peer, Verdict } from './peer.ts';

const MONEY: readonly string[] = ['billing', 'quota_exhausted'];

/** A column: which records it counts, and when one counts as a hit. */
interface Column {
  readonly title: string;
  readonly tells?: Peer['tells'][number];
  readonly counts: (call: LabelledCall) => boolean;
  readonly hit: (verdict: Verdict | undefined, call: LabelledCall) => boolean;
}

const right = (verdict: Verdict | undefined, { expected }: LabelledCall) =>
  verdict?.categories.some((each) => each === expected.category || expected.accept?.includes(each)) === true;

const same = (a: unknown, b: unknown) =>
  a !== null && a !== undefined && b !== null && b !== undefined && String(a) === String(b);

export const COLUMNS: readonly Column[] = [
  { title: 'seen', counts: () => true, hit: (verdict) => verdict !== undefined },
  { title: 'category right', counts: () => true, hit: right },
  {
    title: 'category right, HTTP errors only',
    counts: ({ input }) => input.http_status !== null && input.http_status >= 400,
    hit: right,
  },
  {
    title: 'billing or quota right',
    counts: ({ expected }) => MONEY.includes(expected.category),
    hit: (verdict) => verdict?.categories.every((each) => MONEY.includes(each)) === true,
  },
  {
    title: 'retry right',
    tells: 'retry',
    counts: ({ expected }) => expected.retryable !== null,
    hit: (verdict, { expected }) => verdict?.retry === expected.retryable,
  },
  {
    title: 'hopeless retries',
    tells: 'retry',
    counts: ({ expected }) => expected.retryable === false,
    hit: (verdict) => verdict?.retry === true,
  },
  {
    title: 'code',
    tells: 'code',
    counts: ({ expected }) => expected.code !== null,
    hit: (verdict, { expected: { code, canonical_code, inner_code } }) =>
      verdict?.codes?.some((each) => same(each, code) || same(each, canonical_code) || same(each, inner_code)) === true,
  },
  {
    title: 'request id',
    tells: 'requestId',
    counts: ({ expected }) => expected.request_id !== null,
    hit: (verdict, { expected }) => same(verdict?.requestId, expected.request_id),
  },
];

/** The cells of one line: hits of all, or a dash where the peer does not speak of it. */
export async function scorePeer(peer: Peer, corpus: readonly LabelledCall[]): Promise<string[]> {
  const calls = peer.covers ? corpus.filter(peer.covers) : corpus;
  const verdicts = await peer.verdicts(calls);
  return COLUMNS.map(({ tells, counts, hit }) => {
    if (tells && !peer.tells.includes(tells)) return '–';
    const counted = calls.flatMap((call, index) => (counts(call) ? [{ call, verdict: verdicts[index] }] : []));
    const hits = counted.filter(({ call, verdict }) => hit(verdict, call)).length;
    return `${hits}/${counted.length}`;
  });
}
