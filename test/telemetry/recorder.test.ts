import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { attempt, FAILED, FINE, NO_BALANCE, THROTTLE } from './samples.ts';
import { TestSdk } from './test-sdk.ts';

let sdk: TestSdk;
beforeEach(() => {
  sdk = new TestSdk();
});
afterEach(() => sdk.shutdown());

const recorder = (options = {}) => new AttemptRecorder(resolveConfig(options, {}));

describe('a failed attempt', () => {
  it('becomes one event in the context it belongs to', () => {
    const span = sdk.startLlmSpan();
    recorder().end(attempt(trace.setSpan(ROOT_CONTEXT, span)), FAILED);

    expect(sdk.events()).toHaveLength(1);
    const [event] = sdk.events();
    expect(event).toMatchObject({ severityNumber: 13, body: expect.stringMatching(/^minimax 1008 billing: [a-z]/) });
    expect(event?.spanContext?.spanId).toBe(span.spanContext().spanId);
    expect(event?.attributes).toMatchObject({
      'llm_error.provider': 'minimax',
      'llm_error.category': 'billing',
      'llm_error.fault': 'account',
      'llm_error.code': '1008',
      'llm_error.retryable': false,
      'llm_error.request_id': '04b8a0d1c2e3f405',
      'minimax.trace_id': '04b8a0d1c2e3f405',
      'llm_error.request_id_source': 'Trace-Id',
      'llm_error.in_band': true,
      'error.type': '1008',
      'gen_ai.request.model': 'abab6.5s-chat',
      'gen_ai.operation.name': 'chat',
      'server.address': 'api.minimaxi.com',
      'http.response.status_code': 200,
      'llm_error.catalog.match': 'code',
    });
    expect(event?.attributes).not.toHaveProperty('llm_error.message');
  });

  it('takes the client span that the traceparent header names for its event', () => {
    const clientSpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    recorder().end(attempt(ROOT_CONTEXT, { clientSpanContext }), FAILED);
    expect(sdk.events()[0]?.spanContext).toMatchObject(clientSpanContext);
  });

  it('is counted as an attempt and as an occurrence, without ids or texts', async () => {
    recorder({ accounts: {} }).end(attempt(ROOT_CONTEXT, { account: 'team-a' }), FAILED);
    expect(await sdk.points('llm_error.attempts')).toEqual([
      {
        value: 1,
        attributes: { 'llm_error.provider': 'minimax', 'gen_ai.operation.name': 'chat', 'llm_error.account': 'team-a' },
      },
    ]);
    expect(await sdk.points('llm_error.occurrences')).toEqual([
      {
        value: 1,
        attributes: {
          'llm_error.provider': 'minimax',
          'llm_error.category': 'billing',
          'llm_error.fault': 'account',
          'error.type': '1008',
          'gen_ai.operation.name': 'chat',
          'llm_error.account': 'team-a',
        },
      },
    ]);
  });

  it('names itself on the live client span and LLM span, and touches no status', () => {
    const llm = sdk.startLlmSpan();
    const client = trace
      .getTracer('@opentelemetry/instrumentation-undici')
      .startSpan('POST', { kind: SpanKind.CLIENT });
    recorder().end(attempt(trace.setSpan(ROOT_CONTEXT, llm), { clientSpan: client }), FAILED);
    client.end();
    llm.end();
    for (const span of [sdk.span('POST'), sdk.span('chat abab6.5s-chat')]) {
      expect(span.attributes).toMatchObject({
        'llm_error.category': 'billing',
        'minimax.trace_id': '04b8a0d1c2e3f405',
      });
      expect(span.attributes).not.toHaveProperty('error.type');
      expect(span.status.code).toBe(SpanStatusCode.UNSET);
    }
    expect(sdk.span('POST').attributes).not.toHaveProperty('gen_ai.provider.name');
    expect(sdk.span('chat abab6.5s-chat').attributes).toMatchObject({ 'gen_ai.provider.name': 'minimax' });
  });

  it('leaves a server span alone', () => {
    const server = trace.getTracer('http').startSpan('GET /', { kind: SpanKind.SERVER });
    recorder().end(attempt(trace.setSpan(ROOT_CONTEXT, server)), FAILED);
    server.end();
    expect(sdk.span('GET /').attributes).toEqual({});
  });

  it('keeps the message and the native id to what the options say', () => {
    const r = recorder({ messages: true, nativeRequestId: false, remediationLanguage: 'zh' });
    r.end(attempt(ROOT_CONTEXT), FAILED);
    const attributes = sdk.events()[0]?.attributes ?? {};
    expect(attributes).toMatchObject({ 'llm_error.message': 'insufficient balance' });
    expect(attributes).not.toHaveProperty('minimax.trace_id');
    expect(attributes['llm_error.remediation']).toMatch(/[\u4e00-\u9fff]/);
  });

  it('survives a span whose attributes throw, and still counts', async () => {
    const span = new Proxy(sdk.startLlmSpan(), {
      get(target, key) {
        if (key === 'attributes') throw new Error('planted');
        return Reflect.get(target, key);
      },
    });
    expect(() => recorder().end(attempt(trace.setSpan(ROOT_CONTEXT, span)), FAILED)).not.toThrow();
    expect(Object.keys(getStatus().guardsTripped)).toContain('LLM parent');
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
    expect(sdk.events()).toHaveLength(1);
  });

  it('survives a logger that throws, and still counts', async () => {
    const holder = globalThis as Record<symbol, unknown>;
    const key = Symbol.for('io.opentelemetry.js.api.logs');
    const before = holder[key];
    holder[key] = () => {
      throw new Error('broken logs');
    };
    recorder().end(attempt(ROOT_CONTEXT), FAILED);
    holder[key] = before;
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
  });
});

describe('an attempt that did not fail', () => {
  it('is counted and says nothing', async () => {
    recorder().end(attempt(ROOT_CONTEXT), FINE);
    expect(await sdk.sum('llm_error.attempts')).toBe(1);
    expect(await sdk.sum('llm_error.occurrences')).toBe(0);
    expect(sdk.logRecords.getFinishedLogRecords()).toHaveLength(0);
  });

  it('is no abort when the caller left a healthy stream', async () => {
    recorder().end(attempt(ROOT_CONTEXT), { httpStatus: 200, aborted: 'stream' });
    expect(await sdk.sum('llm_error.attempts')).toBe(1);
    expect(await sdk.sum('llm_error.aborts')).toBe(0);
  });

  it('is an abort, not an occurrence, when the caller gave it up', async () => {
    recorder().end(attempt(ROOT_CONTEXT), { aborted: 'undecided' });
    recorder().end(attempt(ROOT_CONTEXT), { classification: { ...NO_BALANCE, category: 'cancelled' } });
    expect(await sdk.points('llm_error.aborts')).toEqual([
      { value: 2, attributes: { 'llm_error.provider': 'minimax' } },
    ]);
    expect(await sdk.sum('llm_error.occurrences')).toBe(0);
    expect(sdk.logRecords.getFinishedLogRecords()).toHaveLength(0);
  });
});

it('says nothing at all where tracing is suppressed', async () => {
  recorder().end(attempt(suppressTracing(context.active())), FAILED);
  expect(await sdk.sum('llm_error.attempts')).toBe(0);
  expect(sdk.logRecords.getFinishedLogRecords()).toHaveLength(0);
});

it('caps a storm of events, says how many it held back, and never caps the counter', async () => {
  jest.useFakeTimers({
    now: 0,
    doNotFake: ['setTimeout', 'setInterval', 'setImmediate', 'nextTick', 'queueMicrotask'],
  });
  const r = recorder({ eventsPerMinute: 2 });
  for (let i = 0; i < 5; i += 1) r.end(attempt(ROOT_CONTEXT), FAILED);
  r.end(attempt(ROOT_CONTEXT), THROTTLE);
  expect(sdk.events()).toHaveLength(3);
  jest.setSystemTime(60_000);
  r.end(attempt(ROOT_CONTEXT), FAILED);
  jest.useRealTimers();
  expect(sdk.events().at(-1)?.attributes).toMatchObject({ 'llm_error.code': '1008', 'llm_error.suppressed': 3 });
  expect(await sdk.sum('llm_error.occurrences')).toBe(7);
});

it('counts what comes after the SDK started, though its counters were asked for before', async () => {
  const r = recorder();
  await sdk.shutdown();
  r.end(attempt(ROOT_CONTEXT), FAILED);
  sdk = new TestSdk();
  r.end(attempt(ROOT_CONTEXT), FAILED);
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
  expect(sdk.events()).toHaveLength(1);
});

it('keeps the number of series bounded, whatever codes and models come', async () => {
  const r = recorder({ eventsPerMinute: 0 });
  for (let i = 0; i < 300; i += 1) {
    const span = sdk.startLlmSpan({ 'gen_ai.request.model': `model-${i}` });
    const classification = { ...NO_BALANCE, code: `evil-${i}`, match: 'none' as const, httpStatus: 500 };
    r.end(attempt(trace.setSpan(ROOT_CONTEXT, span)), { classification });
  }
  const points = await sdk.points('llm_error.occurrences');
  expect(new Set(points.map(({ attributes }) => attributes['error.type'])).size).toBeLessThanOrEqual(101);
  expect(new Set(points.map(({ attributes }) => attributes['gen_ai.request.model'])).size).toBeLessThanOrEqual(102);
});
