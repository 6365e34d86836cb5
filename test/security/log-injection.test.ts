import { Writable } from 'node:stream';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import winston from 'winston';
import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { explain } from '../../src/classify/explain.ts';
import { supportText } from '../../src/cli/support-text.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { LlmErrorLogRecordProcessor } from '../../src/processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { llmErrorFormat } from '../../src/winston/index.ts';
import { attempt } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

/** Ends a line and begins one, colours it, turns it around, hides, and is half a character. */
const EVIL = '\r\n2026-01-01 ERROR forged\u2028\u0085\u001b[31m\u009b31m\u202Egnp\u2066\u200B\u0000\u0007\uD800';
const BAD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const catalogs = createCatalogSet();

/** A plain answer of each form, with every text in it made evil: at its end, at its start, and altogether. */
const ANSWERS = [
  {
    error: { code: 'invalid_api_key', type: 'invalid_request_error', message: 'Incorrect key', param: 'p' },
    request_id: 'req_1',
  },
  { base_resp: { status_code: '1008', status_msg: 'insufficient balance' }, trace_id: '04b8a0d1c2e3f405' },
  {
    code: 'Throttling.RateQuota',
    message: 'Requests rate limit exceeded',
    request_id: '9488ab51-9a3f-4213-84f1-934181ef0087',
  },
  { code: '4011', msg: 'no balance', detail: { logid: '20260301120000C37E040702BD2ACD9F33' } },
  {
    error: {
      code: '429',
      status: 'RESOURCE_EXHAUSTED',
      message: 'try again in 5s',
      details: [{ reason: 'RATE_LIMIT' }],
    },
  },
  {
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded', details: { error_code: 'x' } },
    request_id: 'req_2',
  },
  { __type: 'ThrottlingException', message: 'Too many requests' },
].flatMap((answer) =>
  [(text: string) => text + EVIL, (text: string) => EVIL + text, () => EVIL].map((twist) => twisted(answer, twist)),
);

function twisted(value: unknown, twist: (text: string) => string): unknown {
  if (typeof value === 'string') return twist(value);
  if (Array.isArray(value)) return value.map((each) => twisted(each, twist));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, twisted(each, twist)]));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

const HEADERS = { 'x-request-id': `a${EVIL}`, 'x-amzn-errortype': `b${EVIL}`, 'retry-after': `1${EVIL}` };
const causes = ANSWERS.flatMap((body) =>
  [...catalogs.all.map(({ provider }) => provider), undefined].flatMap((provider) =>
    [200, 429].map((status) => classifyResponse({ provider, status, body, headers: HEADERS }, { catalogs })),
  ),
).filter((cause) => cause !== undefined);

it('no cause has a text that could begin a line, colour it or turn it around', () => {
  expect(causes.length).toBeGreaterThan(500);
  expect(causes.flatMap(textsIn).filter((text) => BAD.test(text))).toEqual([]);
  // The words that are good stay.
  expect(causes.some(({ message }) => message?.includes('insufficient balance'))).toBe(true);
});

it('nothing that is exported has one', async () => {
  const options = { messages: true, spanTexts: ['remediation', 'docs_url'] as const };
  const config = resolveConfig(options, {});
  const sdk = new TestSdk(
    [new LlmErrorSpanProcessor(options, config)],
    [new LlmErrorLogRecordProcessor(options, config)],
  );
  const recorder = new AttemptRecorder(config);
  for (const classification of causes.slice(0, 400)) {
    const span = sdk.startLlmSpan();
    const active = trace.setSpan(context.active(), span);
    recorder.end(attempt(active), { httpStatus: 200, classification });
    span.end();
  }
  for (const body of ANSWERS) {
    const span = sdk.startLlmSpan({ 'gen_ai.provider.name': 'openai' });
    logs
      .getLogger('app')
      .emit({ severityNumber: 17, body: body as never, context: trace.setSpan(context.active(), span) });
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
  const ours = (attributes: object) =>
    Object.entries(attributes).flatMap(([key, value]) => (key.startsWith('gen_ai') ? [] : [key, value]));
  const texts = textsIn([
    sdk.spans.getFinishedSpans().map(({ attributes, status }) => [ours(attributes), status.message]),
    sdk.logRecords
      .getFinishedLogRecords()
      .map(({ attributes, eventName, body }) => [ours(attributes), eventName ? body : '']),
    (await sdk.points('llm_error.occurrences')).map(({ attributes }) => ours(attributes)),
  ]);
  expect(texts.length).toBeGreaterThan(1000);
  expect(texts.filter((text) => BAD.test(text))).toEqual([]);
  await sdk.shutdown();
});

it('nothing that winston is given has one', () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const ours = winston.format.printf((info) =>
    Object.entries(info)
      .flatMap(([key, value]) => (key.startsWith('llm_error.') ? [`${key}=${value}`] : []))
      .join(' '),
  );
  const logger = winston.createLogger({
    format: winston.format.combine(llmErrorFormat({ messages: true }), ours),
    transports: [new winston.transports.Stream({ stream, eol: '|' })],
  });
  for (const answer of ANSWERS) logger.error('call failed', { provider: 'openai', answer });
  expect(lines.length).toBe(ANSWERS.length);
  expect(lines.filter((line) => line.includes('llm_error.category')).length).toBeGreaterThan(10);
  expect(lines.filter((line) => BAD.test(line))).toEqual([]);
});

it('no text for the support has more lines than its fields', () => {
  for (const cause of causes) {
    const text = supportText(cause, explain(cause, { catalogs }), { language: 'en', vendor: `evil${EVIL}` }) ?? '';
    expect(text.split('\n').length).toBeLessThanOrEqual(8);
    expect(BAD.test(text.replaceAll('\n', ''))).toBe(false);
  }
});
