import type { Exported } from '../../bench/blind-spots/exported.ts';
import { type Job, type Outcome, type Run, runProgram } from '../../bench/blind-spots/run.ts';
import { scenarios } from '../../bench/blind-spots/scenarios.ts';
import type { Cell } from '../compatibility/cells.ts';

// The AI SDK and dd-trace need Node.js 22.
const ANYWHERE = [
  'otel-undici',
  'otel-http',
  'otel-openai',
  'traceloop',
  'openinference',
  'langfuse',
  'sentry',
  'openlit',
];
const CELLS: readonly (readonly [peer: string, node: Cell['node']])[] = [
  ...ANYWHERE.map((peer) => [peer, 20] as const),
  ...[...ANYWHERE, 'ai-sdk', 'datadog'].map((peer) => [peer, 24] as const),
];

/** What we may add to what others export: `docs/attributes.md`. */
const OURS =
  /^(llm_error\..+|(minimax|dashscope|coze)\.[a-z]+_id|error\.type|http\.response\.status_code|server\.address|gen_ai\.(provider\.name|request\.model|operation\.name))$/;

/** What follows the clock or the machine, and is steady for a while. */
const PASSING = /^_dd\.p\.tid$|free_memory|boot_time|\.time_(to|per)_/;

/** Frames of ours, through which a call passes. */
const FRAMES = /\n +at .*node_modules\/otel-llm-errors.*/g;

/** Names of what the program saw that are no calls. */
const ASIDE = ['unhandled', 'status', 'end'];

function callsOf({ outcomes }: Run): readonly Outcome[] {
  return outcomes.filter(({ name }) => !ASIDE.includes(name));
}

/** What nobody caught, in any order. */
function unhandledIn({ outcomes }: Run): readonly string[] {
  return outcomes.flatMap(({ name, error }) => (name === 'unhandled' ? [JSON.stringify(error)] : [])).sort();
}

/** What the peer exported, grouped by what it is, each group in its order. */
function exportsOf({ exported }: Run): readonly Exported[] {
  const key = ({ kind, scope, name }: Exported) => `${kind} ${scope} ${name}`;
  const steady: readonly Exported[] = JSON.parse(JSON.stringify(exported), (key, value: unknown) => {
    if (PASSING.test(key)) return undefined;
    return typeof value === 'string' ? value.replaceAll(FRAMES, '') : value;
  });
  return steady
    .filter(({ scope }) => scope !== 'otel-llm-errors')
    .sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

/** An LLM span whose failure only we know is turned red by our span processor. */
function reddened(now: Exported, before: Exported): boolean {
  const told = now.fields['llm_error.provider'];
  return before.status === 'unset' && now.status === 'error' && now.message?.startsWith(`${told} `) === true;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** How the exports of a peer differ from those without us, but for what we add and for what differs from run to run. */
function changes(before: readonly Exported[], again: readonly Exported[], now: readonly Exported[]): readonly string[] {
  return now.flatMap((record, at) => {
    const was = before[at];
    const other = again[at];
    if (!was || !other) return [];
    const where = `${record.kind} ${record.name}`;
    const changed: string[] = [];
    if (record.status !== was.status && !reddened(record, was))
      changed.push(`${where}: ${was.status} → ${record.status}`);
    if (record.status === was.status && same(was.message, other.message) && !same(was.message, record.message)) {
      changed.push(`${where}: ${was.message} → ${record.message}`);
    }
    if (
      !same(
        was.events?.map(({ name }) => name),
        record.events?.map(({ name }) => name),
      )
    )
      changed.push(`${where}: events`);
    for (const key of new Set([...Object.keys(was.fields), ...Object.keys(record.fields)])) {
      const [old, next] = [was.fields[key], record.fields[key]];
      if (same(old, next) || !same(old, other.fields[key])) continue;
      if (old === undefined && OURS.test(key)) continue;
      changed.push(`${where}: ${key}: ${JSON.stringify(old)} → ${JSON.stringify(next)}`);
    }
    return changed;
  });
}

describe.each(CELLS)('beside %s on Node.js %i', (peer, node) => {
  const job = { peer, node, scenarios, catching: true, pause: 30 };
  let alone: Run;
  let again: Run;
  let beside: Readonly<Record<'first' | 'last', Run>>;
  beforeAll(async () => {
    const run = (part: Job['part']) => runProgram({ ...job, part });
    const runs = await Promise.all([run('nothing'), run('nothing'), run('first'), run('last')]);
    [alone, again] = [runs[0], runs[1]];
    beside = { first: runs[2], last: runs[3] };
  });

  describe.each(['first', 'last'] as const)('when ours comes %s', (part) => {
    it('follows the calls, and trips over none', () => {
      const status = beside[part].outcomes.find(({ name }) => name === 'status')?.result;
      // Two requests more for the retry, and for the poll; one stream is given up.
      expect(status).toMatchObject({ attempts: 24, guardsTripped: {} });
      expect(beside[part].stderr).not.toContain('node_modules/otel-llm-errors');
    });

    it('the program sees what it sees without us', () => {
      expect(callsOf(alone)).toHaveLength(scenarios.length);
      expect(callsOf(beside[part])).toEqual(callsOf(alone));
      expect(unhandledIn(beside[part])).toEqual(unhandledIn(alone));
      expect(beside[part].code).toBe(alone.code);
    });

    it('the peer exports what it exports without us, and what we add', () => {
      const [before, now] = [exportsOf(alone), exportsOf(beside[part])];
      const outline = (exported: readonly Exported[]) =>
        exported.map(({ kind, scope, name }) => `${kind} ${scope} ${name}`);
      expect(before).not.toHaveLength(0);
      expect(outline(now)).toEqual(outline(before));
      expect(changes(before, exportsOf(again), now)).toEqual([]);
    });
  });
});

it.each([20, 24] as const)('a program that OpenInference ends, ends the same with us on Node.js %i', async (node) => {
  const broken = scenarios.filter(({ name }) => name === 'an error in a stream that had begun');
  const run = (part: Job['part']) => runProgram({ peer: 'openinference', node, part, scenarios: broken });
  const [alone, first, last] = await Promise.all([run('nothing'), run('first'), run('last')]);
  expect(alone.code).toBe(1);
  for (const each of [first, last]) {
    expect(each.code).toBe(1);
    expect(callsOf(each)).toEqual(callsOf(alone));
  }
});
