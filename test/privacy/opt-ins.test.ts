import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { LlmErrorLogRecordProcessor } from '../../src/processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { accountOf, type LlmErrorOptions, resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { attempt } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const HOST = 'api.minimaxi.com';
const BODY = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, trace_id: '04b8a0d1c2e3f405' };

/** `signal key` of all that one failed call leaves, under these options. */
async function keysWith(options: LlmErrorOptions): Promise<readonly string[]> {
  const config = resolveConfig(options, {});
  const sdk = new TestSdk(
    [new LlmErrorSpanProcessor(options, config)],
    [new LlmErrorLogRecordProcessor(options, config)],
  );
  const classification = classifyResponse({ url: `https://${HOST}/v1`, status: 200, body: BODY });
  if (!classification) throw new Error('no failure seen');
  const span = sdk.startLlmSpan({ 'error.type': 'APIError' });
  const active = trace.setSpan(context.active(), span);
  const clientSpan = trace
    .getTracer('@opentelemetry/instrumentation-undici')
    .startSpan('POST', { kind: SpanKind.CLIENT }, active);
  const account = accountOf(HOST, config);
  const start = attempt(active, { host: HOST, clientSpan, ...(account !== undefined && { account }) });
  new AttemptRecorder(config).end(start, { httpStatus: 200, classification });
  logs.getLogger('app').emit({ severityNumber: 17, context: active, body: BODY });
  clientSpan.end();
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  const keys = [
    ...sdk.spans
      .getFinishedSpans()
      .map(({ name, attributes }) => [name === 'POST' ? 'client' : 'llm', attributes] as const),
    ...sdk.logRecords
      .getFinishedLogRecords()
      .map(({ eventName, attributes }) => [eventName === undefined ? 'log' : 'event', attributes] as const),
    ...(await sdk.points('llm_error.occurrences')).map(({ attributes }) => ['metric', attributes] as const),
  ].flatMap(([signal, attributes]) => Object.keys(attributes).map((key) => `${signal} ${key}`));
  await sdk.shutdown();
  return keys;
}

const ON_ALL = ['client', 'event', 'llm', 'log'];

const OPT_INS: readonly (readonly [string, LlmErrorOptions, readonly string[], readonly string[]])[] = [
  ['messages', { messages: true }, ON_ALL.map((signal) => `${signal} llm_error.message`), []],
  ['remediation', { spanTexts: ['remediation'] }, ['client llm_error.remediation', 'llm llm_error.remediation'], []],
  ['docs_url', { spanTexts: ['docs_url'] }, ['client llm_error.docs_url', 'llm llm_error.docs_url'], []],
  ['no native id', { nativeRequestId: false }, [], ON_ALL.map((signal) => `${signal} minimax.trace_id`)],
  [
    'accounts',
    { accounts: { [HOST]: 'team-a' } },
    ['client', 'event', 'llm', 'metric'].map((signal) => `${signal} llm_error.account`),
    [],
  ],
  ['accounts of other hosts', { accounts: { constructor: 'team-a' } }, [], []],
  ['refine', { errorType: 'refine' }, ['llm llm_error.original_error_type'], []],
  ['preserve', { errorType: 'preserve' }, [], []],
  ['zh', { remediationLanguage: 'zh' }, [], []],
  ['severity', { eventSeverity: 9 }, [], []],
];

let base: readonly string[];
beforeAll(async () => {
  base = await keysWith({});
});

it('reads what a failed call leaves on every signal', () => {
  expect([...new Set(base.map((key) => key.split(' ')[0]))].sort()).toEqual([
    'client',
    'event',
    'llm',
    'log',
    'metric',
  ]);
  expect(base.filter((key) => /message|account|original/.test(key))).toEqual([]);
});

it.each(OPT_INS)('adds and removes exactly what is documented of %s', async (_, options, added, removed) => {
  const keys = await keysWith(options);
  expect(keys.filter((key) => !base.includes(key)).sort()).toEqual(added);
  expect(base.filter((key) => !keys.includes(key)).sort()).toEqual(removed);
});

it('sends no event where none is allowed, and counts all the same', async () => {
  const keys = await keysWith({ eventsPerMinute: 0 });
  expect(keys.filter((key) => key.startsWith('event'))).toEqual([]);
  expect(keys.filter((key) => !key.startsWith('event'))).toEqual(base.filter((key) => !key.startsWith('event')));
});

it('leaves nothing at all where the plugin is switched off', async () => {
  const config = resolveConfig({ enabled: false }, {});
  const sdk = new TestSdk(
    [new LlmErrorSpanProcessor({ enabled: false }, config)],
    [new LlmErrorLogRecordProcessor({ enabled: false }, config)],
  );
  const span = sdk.startLlmSpan();
  logs.getLogger('app').emit({ severityNumber: 17, context: trace.setSpan(context.active(), span), body: BODY });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'insufficient balance (1008)' });
  span.end();
  const [record] = sdk.logRecords.getFinishedLogRecords();
  expect(Object.keys(record?.attributes ?? {})).toEqual([]);
  expect(
    Object.keys(sdk.spans.getFinishedSpans()[0]?.attributes ?? {}).filter((key) => key.startsWith('llm_error')),
  ).toEqual([]);
  await sdk.shutdown();
});
