import { DiagLogLevel, diag, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { attachProcessors } from '../../src/processors/attach-processors.ts';
import { LlmErrorLogRecordProcessor } from '../../src/processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

let sdk: TestSdk | undefined;
afterEach(async () => {
  await sdk?.shutdown();
  sdk = undefined;
  diag.disable();
});

const ours = () => ({
  spanProcessor: new LlmErrorSpanProcessor(),
  logRecordProcessor: new LlmErrorLogRecordProcessor(),
});

it('joins providers that have started, also for tracers and loggers made before', () => {
  sdk = new TestSdk();
  const logger = logs.getLogger('app');
  const tracer = trace.getTracer('app');
  expect(attachProcessors(ours())).toEqual({});
  const span = tracer.startSpan('chat', { attributes: { 'gen_ai.provider.name': 'minimax', 'error.type': '1008' } });
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  logger.emit({ severityNumber: 17, body: { base_resp: { status_code: 1008, status_msg: 'x' } } });
  expect(sdk.span('chat').attributes).toMatchObject({ 'llm_error.category': 'billing' });
  expect(sdk.logRecords.getFinishedLogRecords()[0]?.attributes).toMatchObject({ 'llm_error.category': 'billing' });
});

it('gives back what waits for a provider', () => {
  const pending = ours();
  expect(attachProcessors(pending)).toEqual(pending);
});

it.each([true, false])('is at work from then on, unless switched off (enabled: %s)', async (enabled) => {
  sdk = new TestSdk();
  attachProcessors({ spanProcessor: new LlmErrorSpanProcessor({ enabled }) });
  expect(getStatus().spanProcessor).toBe(enabled);
  await sdk.tracerProvider.shutdown();
});

it('joins once', () => {
  sdk = new TestSdk();
  attachProcessors(ours());
  attachProcessors(ours());
  const { _activeSpanProcessor: active } = sdk.tracerProvider as unknown as {
    _activeSpanProcessor: { _spanProcessors: object[] };
  };
  expect(active._spanProcessors.map((each) => each.constructor.name)).toEqual([
    'LlmErrorSpanProcessor',
    'SimpleSpanProcessor',
  ]);
});

it('says so when a provider is not one it knows', () => {
  const warn = jest.fn();
  diag.setLogger({ warn, error() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
  trace.setGlobalTracerProvider({ getTracer: () => trace.getTracer('x') });
  attachProcessors({ spanProcessor: new LlmErrorSpanProcessor() });
  trace.disable();
  expect(warn.mock.calls.flat().join()).toMatch(/span provider has no list/);
});
