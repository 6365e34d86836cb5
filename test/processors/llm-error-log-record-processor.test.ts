import { context, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { LlmErrorLogRecordProcessor } from '../../src/processors/llm-error-log-record-processor.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

let sdk: TestSdk;
beforeEach(() => {
  sdk = new TestSdk([], [new LlmErrorLogRecordProcessor()]);
});
afterEach(() => sdk.shutdown());

const logger = () => logs.getLogger('app');
const only = () => {
  const records = sdk.logRecords.getFinishedLogRecords();
  expect(records).toHaveLength(1);
  return records[0]?.attributes ?? {};
};

it('adds the cause to a record whose body is an answer', () => {
  const body = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, trace_id: '04b8a0d1c2e3f405' };
  logger().emit({ severityNumber: SeverityNumber.ERROR, body });
  expect(only()).toMatchObject({
    'llm_error.provider': 'minimax',
    'llm_error.category': 'billing',
    'llm_error.code': '1008',
    'llm_error.request_id': '04b8a0d1c2e3f405',
    'error.type': '1008',
  });
});

it('takes the provider from the span around the log call', () => {
  const span = trace
    .getTracer('app')
    .startSpan('chat', { attributes: { 'gen_ai.provider.name': 'coze', 'gen_ai.request.model': 'bot' } });
  context.with(trace.setSpan(context.active(), span), () =>
    logger().emit({
      severityNumber: SeverityNumber.ERROR,
      body: 'call failed',
      attributes: { 'exception.type': '4011', 'exception.message': 'no balance' },
    }),
  );
  expect(only()).toMatchObject({
    'llm_error.provider': 'coze',
    'llm_error.category': 'billing',
    'gen_ai.request.model': 'bot',
  });
});

it.each([
  ['an ordinary error', { severityNumber: SeverityNumber.ERROR, body: 'connect ECONNREFUSED 10.0.0.1:5432' }],
  [
    'an exception of a database',
    {
      severityNumber: SeverityNumber.ERROR,
      body: 'query failed',
      attributes: { 'exception.type': '23505', 'exception.message': 'duplicate key' },
    },
  ],
  [
    'a record below warning',
    { severityNumber: SeverityNumber.INFO, body: { base_resp: { status_code: 1008, status_msg: 'x' } } },
  ],
])('leaves %s as it is', (_name, record) => {
  logger().emit(record);
  expect(Object.keys(only()).filter((key) => key.startsWith('llm_error.'))).toEqual([]);
});

it('leaves a record that carries a cause as it is', () => {
  logger().emit({
    severityNumber: SeverityNumber.WARN,
    body: { base_resp: { status_code: 1008, status_msg: 'x' } },
    attributes: { 'llm_error.category': 'unknown' },
  });
  expect(only()).toEqual({ 'llm_error.category': 'unknown' });
});

it('counts nothing and emits nothing', async () => {
  logger().emit({ severityNumber: SeverityNumber.ERROR, body: { base_resp: { status_code: 1008, status_msg: 'x' } } });
  expect(sdk.logRecords.getFinishedLogRecords()).toHaveLength(1);
  expect(await sdk.sum('llm_error.occurrences')).toBe(0);
});

it('keeps attributes that are there', () => {
  logger().emit({
    severityNumber: SeverityNumber.ERROR,
    body: { base_resp: { status_code: 1008, status_msg: 'x' } },
    attributes: { 'error.type': 'theirs' },
  });
  expect(only()).toMatchObject({ 'error.type': 'theirs', 'llm_error.code': '1008' });
});

it('survives a body that is hostile', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('planted');
      },
      ownKeys() {
        throw new Error('planted');
      },
    },
  );
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const processor = new LlmErrorLogRecordProcessor();
  for (const body of [hostile, cyclic]) {
    expect(() => processor.onEmit({ severityNumber: 17, body, attributes: {}, setAttribute() {} })).not.toThrow();
  }
});

it('does not defeat the filters of other processors', () => {
  expect(new LlmErrorLogRecordProcessor().enabled()).toBe(false);
});
