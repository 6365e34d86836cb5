import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ReceivedLog, ReceivedPoint, ReceivedSpan } from '../otlp/decode.ts';
import { checkNaming } from '../otlp/naming.ts';
import { latestPoints } from '../otlp/otlp-receiver.ts';
import { blindSpots } from './scenarios.ts';

interface Run {
  readonly outcomes: Readonly<Record<string, unknown>>;
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  readonly metrics: readonly ReceivedPoint[];
}

async function run(transport: string, plugin: string): Promise<Run> {
  const args = ['--import', 'tsx', 'test/blind-spots/run.ts', transport, plugin];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run;
}

describe.each(['fetch', 'http'])('over %s', (transport) => {
  let bare: Run;
  let watched: Run;
  beforeAll(async () => {
    [bare, watched] = await Promise.all([run(transport, 'bare'), run(transport, 'plugin')]);
  }, 60_000);

  /** The events of failed attempts below the span with this name. */
  function eventsOf(name: string): readonly ReceivedLog[] {
    const traceId = watched.spans.find((span) => span.name === name)?.traceId;
    return watched.logs.filter((log) => log.eventName === 'llm_error.attempt_failed' && log.traceId === traceId);
  }
  function genAiSpanOf(name: string): ReceivedSpan | undefined {
    const traceId = watched.spans.find((span) => span.name === name)?.traceId;
    return watched.spans.find((span) => span.traceId === traceId && span.scope.includes('instrumentation-openai'));
  }

  it('the client behaves as without the plugin', () => {
    expect(watched.outcomes).toEqual(bare.outcomes);
  });

  it.each(blindSpots.map((spot) => [spot.name, spot] as const))(
    '%s is one event with the right cause',
    (name, spot) => {
      const events = eventsOf(name);
      expect(events).toHaveLength(1);
      expect(events[0]?.attributes).toMatchObject({
        'llm_error.provider': spot.provider,
        'llm_error.category': spot.expect.category,
        ...(spot.expect.code ? { 'llm_error.code': spot.expect.code } : {}),
      });
    },
  );

  it('each failure is counted once, and each attempt', () => {
    const sum = (metric: string) =>
      latestPoints(watched.metrics, metric).reduce((total, { value }) => total + value, 0);
    expect(sum('llm_error.occurrences')).toBe(blindSpots.length + 2);
    expect(sum('llm_error.attempts')).toBe(blindSpots.length + 3);
    expect(sum('llm_error.aborts')).toBe(0);
  });

  it('a call that its client repeats with success has two failed attempts and has not failed', () => {
    expect(eventsOf('retry').map((event) => event.attributes['llm_error.category'])).toEqual([
      'rate_limited',
      'rate_limited',
    ]);
    const span = genAiSpanOf('retry');
    expect(span?.status.code).toBe(0);
    expect(span?.attributes['llm_error.failed_attempts']).toBe(2);
    expect(span?.attributes).not.toHaveProperty('llm_error.category');
    expect(span?.attributes).not.toHaveProperty('error.type');
  });

  it('a private service that answers in the shape of Coze is nobody we know', () => {
    expect(eventsOf('private')).toEqual([]);
  });

  it('a call to DashScope is named dashscope, although its span says openai', () => {
    const span = genAiSpanOf('arrears at DashScope behind HTTP 400');
    expect(span?.attributes['gen_ai.provider.name'] ?? span?.attributes['gen_ai.system']).toBe('openai');
    expect(span?.attributes).toMatchObject({ 'llm_error.provider': 'dashscope', 'llm_error.category': 'billing' });
  });

  it('a failure behind HTTP 200 turns the span of the call red', () => {
    expect(genAiSpanOf('HTTP 200 with base_resp 1008')).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': '1008', 'llm_error.category': 'billing' },
    });
  });

  it('no key leaves in what the plugin adds', () => {
    const ours = watched.logs.filter((log) => log.eventName === 'llm_error.attempt_failed');
    expect(JSON.stringify(ours)).not.toContain('sk-proj-Xy12345678901234567890abcdef');
  });

  it('every name follows the rules', () => {
    expect(checkNaming(watched)).toEqual([]);
  });
});
