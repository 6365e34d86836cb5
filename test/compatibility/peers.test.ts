import type { ReceivedSpan } from '../otlp/decode.ts';
import type { Cell } from './cells.ts';
import { type Door, type Failure, type Ours, type PeerRun, runPeer } from './run-peer.ts';

// Which spans of a failed call end, and what they tell of it. Versions: peers/package.json; measured on 2026-11-22.
//
// | peer                                     | HTTP error    | inside a stream | status | tells                         |
// | ---------------------------------------- | ------------- | --------------- | ------ | ----------------------------- |
// | @opentelemetry/instrumentation-openai    | ends          | never ends      | ERROR  | host and port, class, message |
// | @traceloop/instrumentation-openai        | never ends    | never ends      |        |                               |
// | @traceloop/instrumentation-anthropic     | ends          | ends            | ERROR  | the whole answer; no host     |
// | @arizeai/openinference-instrumentation-… | never ends    | ends the program|        |                               |
// | @langfuse/openai                         | ends          | never ends      | UNSET  | level, message; not who       |
// | @ai-sdk/openai-compatible by @ai-sdk/otel| ends (3 spans)| ends (3 spans)  | ERROR  | provider, message; no message |
// |                                          |               |                 |        | of a stream                   |
// | @ai-sdk/minimax by @ai-sdk/otel          | ends (3 spans)| the call: never | ERROR  | provider, message             |
// | @anthropic-ai/sdk                        | ends          | ends            | ERROR  | host and port, type           |
//
// In a stream, Traceloop's span ends before the native one inside it, which alone knows the host.

interface Peer {
  readonly peer: string;
  readonly node: Cell['node'];
  readonly door: Door;
  readonly failures: readonly Failure[];
  /** The spans of an LLM call that end, at most one of each for every call. */
  readonly ended: readonly EndedSpans[];
}

interface EndedSpans {
  readonly scope: string;
  readonly name: string;
  /** They end as well when the failure comes inside a stream. */
  readonly streams?: boolean;
  /** What they do not tell without the taps: the code of the failure → the cause that is named then. */
  readonly untold?: Readonly<Record<string, Cause>>;
}

interface Cause {
  readonly provider?: string;
  readonly category: string;
  readonly code?: string;
}

const NO_MONEY: Failure = { vendor: 'minimax', code: '1008', category: 'billing', status: 429 };
const NO_MONEY_500: Failure = { ...NO_MONEY, status: 500 };
const ARREARS: Failure = { vendor: 'dashscope', code: 'Arrearage', category: 'billing', status: 400 };
const NO_KEY: Failure = { vendor: 'minimax', code: '1004', category: 'authentication', status: 401 };
const BUSY: Failure = {
  vendor: 'dashscope',
  code: 'Throttling.RateQuota',
  category: 'rate_limited',
  status: 200,
  stream: true,
};
const BUSY_MINIMAX: Failure = { ...BUSY, vendor: 'minimax', code: '1002' };

const OPENAI = { node: 20, door: 'openai', failures: [NO_MONEY, ARREARS, NO_KEY, BUSY] } as const;
const ANTHROPIC = { node: 20, door: 'anthropic', failures: [NO_MONEY_500, ARREARS, NO_KEY, BUSY_MINIMAX] } as const;

const NATIVE: EndedSpans = {
  scope: 'com.anthropic.sdk.typescript',
  name: 'anthropic.messages.create',
  streams: true,
  untold: {
    1002: { provider: 'minimax', category: 'rate_limited', code: 'rate_limit_error' },
    1008: { provider: 'minimax', category: 'server_error', code: 'api_error' },
    1004: { provider: 'minimax', category: 'authentication', code: 'authorized_error' },
  },
};
const TRACELOOP: EndedSpans = {
  scope: '@traceloop/instrumentation-anthropic',
  name: 'chat m',
  streams: true,
  untold: { 1002: { provider: 'anthropic', category: 'rate_limited', code: 'rate_limit_error' } },
};
const LANGFUSE: EndedSpans = {
  scope: 'langfuse-sdk',
  name: 'OpenAI.chat',
  untold: { 1008: { category: 'billing' }, Arrearage: { category: 'billing' }, 1004: { category: 'authentication' } },
};
const AI_SDK: EndedSpans = { scope: 'gen_ai', name: 'chat m' };

const PEERS: readonly Peer[] = [
  { ...OPENAI, peer: 'opentelemetry', ended: [{ scope: '@opentelemetry/instrumentation-openai', name: 'chat m' }] },
  { ...OPENAI, peer: 'traceloop-openai', ended: [] },
  { ...OPENAI, peer: 'openinference', failures: [NO_MONEY, ARREARS, NO_KEY], ended: [] },
  { ...OPENAI, peer: 'langfuse', ended: [LANGFUSE] },
  {
    ...OPENAI,
    peer: 'ai-openai-compatible',
    node: 22,
    ended: [
      { ...AI_SDK, streams: true, untold: { 'Throttling.RateQuota': { provider: 'dashscope', category: 'unknown' } } },
    ],
  },
  {
    ...ANTHROPIC,
    peer: 'ai-minimax',
    node: 22,
    door: 'anthropic/v1',
    failures: [NO_MONEY_500, NO_KEY, BUSY_MINIMAX],
    ended: [AI_SDK],
  },
  { ...ANTHROPIC, peer: 'anthropic', ended: [NATIVE] },
  {
    ...ANTHROPIC,
    peer: 'traceloop-anthropic',
    ended: [NATIVE, TRACELOOP],
  },
];

const CAUSE = { provider: 'llm_error.provider', category: 'llm_error.category', code: 'llm_error.code' };

function causeOf({ attributes }: Pick<ReceivedSpan, 'attributes'>): Cause {
  const present = Object.entries(CAUSE).filter(([, key]) => attributes[key] !== undefined);
  return Object.fromEntries(present.map(([part, key]) => [part, attributes[key]])) as unknown as Cause;
}

function truth({ vendor, category, code }: Failure): Cause {
  return { provider: vendor, category, code };
}

function endingIn({ failures }: Peer, { streams }: EndedSpans): readonly Failure[] {
  return failures.filter(({ stream }) => !stream || streams);
}

function spansOf({ spans }: PeerRun, { scope, name }: EndedSpans): readonly ReceivedSpan[] {
  return spans.filter((span) => span.scope === scope && span.name === name);
}

/** What others than us can see of a span. */
function outline({ spans }: PeerRun) {
  return spans.map(({ scope, name, kind, status, events }) =>
    masked({ scope, name, kind, status, events: events.map((event) => event.name) }),
  );
}

/** Ids differ from run to run. */
function masked(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replaceAll(/[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id'),
  );
}

describe.each(PEERS)('beside $peer', (row) => {
  const { peer, node, door, failures, ended } = row;
  const run = (ours: Ours) => runPeer(node, peer, ours, door, failures);
  let alone: PeerRun;
  let processor: PeerRun;
  let everything: PeerRun;
  beforeAll(async () => {
    alone = await run('nothing');
    processor = await run('processor');
    everything = await run('everything');
  });

  it('the span processor alone names what the spans that end tell, and counts each call once', () => {
    for (const spans of ended) {
      const expected = endingIn(row, spans).map((failure) => spans.untold?.[failure.code] ?? truth(failure));
      expect(spansOf(processor, spans).map(causeOf)).toEqual(expected);
    }
    const shown = new Set(ended.flatMap((spans) => endingIn(row, spans)));
    expect(processor.total('llm_error.occurrences')).toBe(shown.size);
    expect(processor.total('llm_error.attempts')).toBe(0);
  });

  it('the taps tell each failure once, and every span that ends has its cause', () => {
    const events = everything.logs.filter(({ eventName }) => eventName === 'llm_error.attempt_failed');
    expect(events.map(causeOf)).toEqual(failures.map(truth));
    for (const spans of ended) {
      expect(spansOf(everything, spans).map(causeOf)).toEqual(endingIn(row, spans).map(truth));
    }
    expect(everything.total('llm_error.occurrences')).toBe(failures.length);
    expect(everything.total('llm_error.attempts')).toBe(failures.length);
  });

  it('no other span is touched', () => {
    for (const { spans } of [processor, everything]) {
      const touched = spans.filter(({ attributes }) => attributes['llm_error.category'] !== undefined);
      expect(touched).toHaveLength(ended.flatMap((each) => endingIn(row, each)).length);
    }
  });

  it('the program and the back end see what they see without us', () => {
    expect(alone.outcomes).toHaveLength(failures.length);
    for (const { error } of alone.outcomes) expect(error).toBeDefined();
    for (const each of [alone, processor, everything]) {
      expect(each).toMatchObject({ code: 0, stderr: '' });
      expect(masked(each.outcomes)).toEqual(masked(alone.outcomes));
      expect(outline(each)).toEqual(outline(alone));
    }
  });
});
