import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import type { AttemptEnd } from '../../src/telemetry/attempt.ts';
import { type LlmErrorOptions, resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { attempt, FAILED, FINE, NO_BALANCE, THROTTLE } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const CHAT = 'chat abab6.5s-chat';
let sdk: TestSdk;
afterEach(() => sdk.shutdown());

function start(options: LlmErrorOptions = {}): void {
  sdk = new TestSdk([new LlmErrorSpanProcessor(options)]);
}

function attempts(span: Span, ...ends: AttemptEnd[]): void {
  const recorder = new AttemptRecorder(resolveConfig({}, {}));
  for (const end of ends) recorder.end(attempt(trace.setSpan(ROOT_CONTEXT, span)), end);
}

describe('an LLM span whose attempts the taps saw', () => {
  it('is failed when its last attempt failed, though HTTP said 200', () => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, FAILED);
    span.end();
    const { attributes, status } = sdk.span(CHAT);
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: expect.stringMatching(/^minimax 1008 billing: /) });
    expect(attributes).toMatchObject({
      'llm_error.provider': 'minimax',
      'llm_error.category': 'billing',
      'llm_error.fault': 'account',
      'llm_error.code': '1008',
      'llm_error.request_id': '04b8a0d1c2e3f405',
      'minimax.trace_id': '04b8a0d1c2e3f405',
      'llm_error.in_band': true,
      'llm_error.failed_attempts': 1,
      'error.type': '1008',
      'gen_ai.provider.name': 'minimax',
      'http.response.status_code': 200,
      'server.address': 'api.minimaxi.com',
    });
    for (const key of ['llm_error.message', 'llm_error.remediation', 'llm_error.title', 'trace_id']) {
      expect(attributes).not.toHaveProperty([key]);
    }
  });

  it('is no failure when a retry went well: 429, 429, 200', async () => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, THROTTLE, THROTTLE, FINE);
    span.end();
    const { attributes, status } = sdk.span(CHAT);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'abab6.5s-chat',
      'llm_error.failed_attempts': 2,
    });
    expect(sdk.events()).toHaveLength(2);
    expect(await sdk.sum('llm_error.attempts')).toBe(3);
    expect(await sdk.sum('llm_error.occurrences')).toBe(2);
  });

  it('gets nothing when nothing failed', () => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, FINE);
    span.end();
    expect(Object.keys(sdk.span(CHAT).attributes)).toEqual(['gen_ai.operation.name', 'gen_ai.request.model']);
  });

  it('keeps a status and a description that somebody set', () => {
    start();
    for (const [name, status] of [
      ['ok', { code: SpanStatusCode.OK }],
      ['error', { code: SpanStatusCode.ERROR, message: 'theirs' }],
    ] as const) {
      const span = sdk.startLlmSpan();
      span.updateName(name).setStatus(status);
      attempts(span, FAILED);
      span.end();
      expect(sdk.span(name).status).toEqual(status);
    }
    expect(sdk.span('ok').attributes).not.toHaveProperty(['error.type']);
    expect(sdk.span('error').attributes).toMatchObject({ 'error.type': '1008' });
  });

  it('keeps the status when only a finish reason says that content was filtered', () => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, {
      classification: { ...NO_BALANCE, category: 'content_filtered', fault: 'content', match: 'shape' },
    });
    span.end();
    expect(sdk.span(CHAT).status.code).toBe(SpanStatusCode.UNSET);
    expect(sdk.span(CHAT).attributes).toMatchObject({ 'llm_error.category': 'content_filtered' });
    expect(sdk.span(CHAT).attributes).not.toHaveProperty(['error.type']);
  });

  it.each([
    ['fill', 'RateLimitError', { 'error.type': 'RateLimitError' }],
    ['refine', 'RateLimitError', { 'error.type': '1002', 'llm_error.original_error_type': 'RateLimitError' }],
    ['refine', 'insufficient_quota', { 'error.type': 'insufficient_quota' }],
    ['preserve', 'RateLimitError', { 'error.type': 'RateLimitError' }],
  ] as const)('treats error.type by the policy %s (%s)', (errorType, present, expected) => {
    start({ errorType });
    const span = sdk.startLlmSpan({ 'error.type': present });
    span.setStatus({ code: SpanStatusCode.ERROR });
    attempts(span, THROTTLE);
    span.end();
    expect(sdk.span(CHAT).attributes).toMatchObject(expected);
  });

  it('leaves error.type out under preserve', () => {
    start({ errorType: 'preserve' });
    const span = sdk.startLlmSpan();
    attempts(span, FAILED);
    span.end();
    expect(sdk.span(CHAT).attributes).not.toHaveProperty(['error.type']);
  });

  it('never overwrites a provider that the instrumentation named', () => {
    start();
    const span = sdk.startLlmSpan({ 'gen_ai.provider.name': 'openai' });
    attempts(span, FAILED);
    span.end();
    expect(sdk.span(CHAT).attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'llm_error.provider': 'minimax',
    });
  });

  it('fills the operation that the URL tells', () => {
    start();
    const span = trace.getTracer('app').startSpan('call', { attributes: { 'gen_ai.request.model': 'm' } });
    attempts(span, FAILED);
    span.end();
    expect(sdk.span('call').attributes).toMatchObject({ 'gen_ai.operation.name': 'chat' });
  });

  it('adds texts that were asked for', () => {
    start({ messages: true, spanTexts: ['remediation', 'docs_url'], remediationLanguage: 'zh' });
    const span = sdk.startLlmSpan();
    attempts(span, FAILED);
    span.end();
    expect(sdk.span(CHAT).attributes).toMatchObject({
      'llm_error.message': 'insufficient balance',
      'llm_error.remediation': expect.stringMatching(/[\u4e00-\u9fff]/),
    });
  });
});

describe('an attempt that the caller gave up', () => {
  const GIVEN_UP: AttemptEnd = { aborted: 'undecided' };

  it.each([
    ['error.type', (span: Span) => span.setAttribute('error.type', 'APIConnectionTimeoutError')],
    ['the status', (span: Span) => span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request timed out.' })],
    ['an exception', (span: Span) => span.recordException({ name: 'TimeoutError', message: 'x' })],
    ['an errno', (span: Span) => span.recordException({ code: 'ETIMEDOUT', message: 'x' })],
  ])('is a time-out when %s of its span says so', async (_where, say) => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, GIVEN_UP);
    expect(sdk.events()).toHaveLength(0);
    say(span);
    span.end();
    expect(sdk.events()).toHaveLength(1);
    expect(sdk.events()[0]?.attributes).toMatchObject({
      'llm_error.category': 'timeout',
      'llm_error.provider': 'minimax',
    });
    expect(sdk.events()[0]?.spanContext?.spanId).toBe(span.spanContext().spanId);
    expect(sdk.span(CHAT).attributes).toMatchObject({
      'llm_error.category': 'timeout',
      'llm_error.failed_attempts': 1,
    });
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
    expect(await sdk.sum('llm_error.aborts')).toBe(0);
  });

  it('is an abort when its span does not', async () => {
    start();
    const span = sdk.startLlmSpan();
    attempts(span, GIVEN_UP);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request was aborted.' });
    span.end();
    expect(await sdk.sum('llm_error.aborts')).toBe(1);
    expect(await sdk.sum('llm_error.occurrences')).toBe(0);
    expect(sdk.events()).toHaveLength(0);
    expect(sdk.span(CHAT).attributes).not.toHaveProperty(['llm_error.category']);
  });
});

describe('a span that no tap saw', () => {
  const said = { name: 'Error', message: 'MiniMax API error: insufficient balance (1008)' };

  it('is read itself, and counted once at the innermost LLM span', async () => {
    start();
    const outer = sdk.startLlmSpan({ 'gen_ai.provider.name': 'minimax' }).updateName('outer');
    context.with(trace.setSpan(context.active(), outer), () => {
      const inner = sdk.startLlmSpan({ 'gen_ai.provider.name': 'minimax' }).updateName('inner');
      for (const span of [inner, outer]) {
        span.recordException(said);
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
    });
    for (const name of ['inner', 'outer']) {
      expect(sdk.span(name).attributes).toMatchObject({
        'llm_error.code': '1008',
        'llm_error.category': 'billing',
        'error.type': '1008',
      });
    }
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
    expect(sdk.events()).toHaveLength(0);
  });

  it('is not counted again where a tap counted in its trace', async () => {
    start();
    const outer = sdk.startLlmSpan({ 'gen_ai.provider.name': 'minimax' }).updateName('outer');
    context.with(trace.setSpan(context.active(), outer), () => {
      const between = trace.getTracer('app').startSpan('between');
      attempts(between, FAILED);
      between.end();
    });
    outer.recordException(said);
    outer.setStatus({ code: SpanStatusCode.ERROR });
    outer.end();
    expect(sdk.span('outer').attributes).toMatchObject({ 'llm_error.code': '1008' });
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
  });

  it('is left alone when it is no LLM span, or did not fail, or carries a cause', async () => {
    start();
    const plain = trace.getTracer('db').startSpan('query', { kind: SpanKind.CLIENT });
    plain.recordException(said);
    plain.setStatus({ code: SpanStatusCode.ERROR });
    plain.end();
    sdk.startLlmSpan().updateName('fine').end();
    const carrying = sdk.startLlmSpan({ 'llm_error.category': 'billing' }).updateName('carrying');
    carrying.setStatus({ code: SpanStatusCode.ERROR });
    carrying.end();
    expect(sdk.span('query').attributes).toEqual({});
    expect(Object.keys(sdk.span('fine').attributes)).toHaveLength(2);
    expect(Object.keys(sdk.span('carrying').attributes)).toHaveLength(3);
    expect(await sdk.sum('llm_error.occurrences')).toBe(0);
  });
});

describe('an SDK without onEnding', () => {
  /** What SDK 2.0 to 2.2 call of a processor. */
  function withoutOnEnding(inner: LlmErrorSpanProcessor): SpanProcessor {
    return {
      onStart: (span, parent) => inner.onStart(span, parent),
      onEnd: (span) => inner.onEnd(span as never),
      forceFlush: () => inner.forceFlush(),
      shutdown: () => inner.shutdown(),
    };
  }

  it('gets the same on the ended span', () => {
    sdk = new TestSdk([withoutOnEnding(new LlmErrorSpanProcessor())]);
    const span = sdk.startLlmSpan();
    attempts(span, FAILED);
    span.end();
    expect(sdk.span(CHAT).attributes).toMatchObject({
      'llm_error.code': '1008',
      'error.type': '1008',
      'llm_error.failed_attempts': 1,
    });
    expect(sdk.span(CHAT).status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringMatching(/^minimax 1008/),
    });
  });

  it('survives a frozen span', () => {
    sdk = new TestSdk();
    const processor = new LlmErrorSpanProcessor();
    const attributes = Object.freeze({ 'gen_ai.provider.name': 'minimax', 'error.type': '1008' });
    const frozen = Object.freeze({
      kind: SpanKind.CLIENT,
      name: 'x',
      attributes,
      status: Object.freeze({ code: 2 }),
      events: [],
    });
    expect(() => processor.onEnd(frozen)).not.toThrow();
  });
});

it('does nothing when switched off', () => {
  start({ enabled: false });
  const span = sdk.startLlmSpan({ 'gen_ai.provider.name': 'minimax', 'error.type': '1008' });
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  expect(sdk.span(CHAT).attributes).not.toHaveProperty(['llm_error.category']);
  expect(getStatus().spanProcessor).toBe(false);
});

it('is known to be at work from the first span until the shutdown', async () => {
  start();
  sdk.startLlmSpan().end();
  expect(getStatus().spanProcessor).toBe(true);
  await sdk.tracerProvider.shutdown();
  expect(getStatus().spanProcessor).toBe(false);
});

it('does not let what it throws reach the program', () => {
  start();
  const processor = new LlmErrorSpanProcessor();
  const hostile = new Proxy(
    { kind: SpanKind.CLIENT },
    {
      get(target, key) {
        if (key === 'kind') return target.kind;
        throw new Error('planted');
      },
    },
  );
  expect(() => processor.onStart(hostile as never, ROOT_CONTEXT)).not.toThrow();
  expect(() => processor.onEnding(hostile as never)).not.toThrow();
  expect(() => new LlmErrorSpanProcessor().onEnd(hostile as never)).not.toThrow();
});
