import { Writable } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import { OpenTelemetryTransportV3 } from '@opentelemetry/winston-transport';
import winston from 'winston';
import { type LogInfo, llmErrorFormat } from '../../src/winston/index.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const MINIMAX = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, trace_id: '04b8a0d1c2e3f405' };

/** An error as the openai client throws it for a provider's answer. */
function apiError(body: object): Error {
  return Object.assign(new Error('429 insufficient balance (1008)'), {
    status: 429,
    error: body,
    headers: { 'trace-id': '04b8a0d1c2e3f405' },
  });
}

function logOnce(call: (logger: winston.Logger) => unknown, options = {}): Record<string, unknown> {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = winston.createLogger({
    level: 'silly',
    format: winston.format.combine(llmErrorFormat(options), winston.format.json()),
    transports: [new winston.transports.Stream({ stream })],
  });
  call(logger);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '{}');
}

it.each([
  ['an answer as meta', (l: winston.Logger) => l.error('call failed', MINIMAX)],
  ['an answer under a key', (l: winston.Logger) => l.error('call failed', { answer: MINIMAX })],
  ['an answer in the message', (l: winston.Logger) => l.error(`call failed: ${JSON.stringify(MINIMAX)}`)],
  ['an error under error', (l: winston.Logger) => l.error('call failed', { error: apiError(MINIMAX) })],
  ['an error under any key', (l: winston.Logger) => l.error('call failed', { failure: apiError(MINIMAX) })],
  ['an error as meta', (l: winston.Logger) => l.error('call failed', apiError(MINIMAX))],
  ['an error alone', (l: winston.Logger) => l.error(apiError(MINIMAX) as never)],
  ['an error at info', (l: winston.Logger) => l.info('retrying', { err: apiError(MINIMAX) })],
  [
    'an axios error',
    (l: winston.Logger) =>
      l.error('x', { e: Object.assign(new Error('x'), { response: { status: 200, data: MINIMAX } }) }),
  ],
  ['a cause', (l: winston.Logger) => l.error('x', { e: new Error('wrapped', { cause: apiError(MINIMAX) }) })],
])('sees %s', (_name, call) => {
  const line = logOnce(call);
  expect(line).toMatchObject({
    'llm_error.provider': 'minimax',
    'llm_error.category': 'billing',
    'llm_error.code': '1008',
    'error.type': '1008',
  });
  expect(line).not.toHaveProperty(['llm_error.message']);
  expect(Object.keys(line).filter((key) => /^(gen_ai|http|server)\./.test(key))).toEqual([]);
});

it('moves the trace id of the provider out of the top level', () => {
  const line = logOnce((l) => l.error('call failed', MINIMAX));
  expect(line).toMatchObject({ 'llm_error.request_id': MINIMAX.trace_id, 'minimax.trace_id': MINIMAX.trace_id });
  expect(line).not.toHaveProperty('trace_id');
});

it.each(['info', 'error'])('moves the trace id of an answer that is fine out of the top level at %s', (level) => {
  const fine = { base_resp: { status_code: 0, status_msg: 'success' }, trace_id: '04b8a0d1c2e3f405' };
  const line = logOnce((l) => l.log(level, 'answered', fine));
  expect(line).toEqual({ level, message: 'answered', base_resp: fine.base_resp, 'minimax.trace_id': fine.trace_id });
  const plain = logOnce((l) => l.log(level, 'answered', fine), { nativeRequestId: false });
  expect(plain).toMatchObject({ 'llm_error.request_id': fine.trace_id });
  expect(plain).not.toHaveProperty('trace_id');
});

it('leaves the trace id of OpenTelemetry in an answer that is fine', async () => {
  const sdk = new TestSdk();
  const span = sdk.startLlmSpan();
  const { traceId } = span.spanContext();
  const body = { base_resp: { status_code: 0, status_msg: 'success' }, trace_id: traceId };
  const line = context.with(trace.setSpan(context.active(), span), () => logOnce((l) => l.error('answered', body)));
  expect(line).toEqual({ level: 'error', message: 'answered', ...body });
  await sdk.shutdown();
});

it('keeps the trace id of OpenTelemetry', () => {
  const line = logOnce((l) => l.error('call failed', { answer: MINIMAX, trace_id: 'a'.repeat(32) }));
  expect(line.trace_id).toBe('a'.repeat(32));
});

it.each([
  ['a success', (l: winston.Logger) => l.error('fine', { base_resp: { status_code: 0, status_msg: 'success' } })],
  ['an ordinary message', (l: winston.Logger) => l.error('connect ECONNREFUSED 127.0.0.1:5432')],
  [
    'an ordinary error',
    (l: winston.Logger) =>
      l.error('x', { err: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }) }),
  ],
  [
    'an error of a database',
    (l: winston.Logger) => l.error('x', { err: Object.assign(new Error('duplicate key'), { code: '23505' }) }),
  ],
  ['code and msg of anybody', (l: winston.Logger) => l.error('x', { code: 4000, msg: 'bad' })],
  [
    'a lookup that found nothing',
    (l: winston.Logger) => l.error('x', { error: { code: 'not_found', message: 'no user' } }),
  ],
  [
    'a refusal of a web service',
    (l: winston.Logger) =>
      l.error('x', { err: Object.assign(new Error('Unauthorized'), { status: 401, code: 'unauthorized' }) }),
  ],
  [
    'a refusal of a storage bucket',
    (l: winston.Logger) => {
      const data = { error: { code: 403, status: 'PERMISSION_DENIED', message: 'Permission denied on bucket' } };
      l.error('x', { err: Object.assign(new Error('Permission denied'), { response: { status: 403, data } }) });
    },
  ],
  [
    'a throttled table',
    (l: winston.Logger) =>
      l.error('x', {
        err: Object.assign(new Error('Throughput exceeded'), {
          name: 'ThrottlingException',
          $metadata: { httpStatusCode: 400 },
        }),
      }),
  ],
  ['an answer at info', (l: winston.Logger) => l.info('x', MINIMAX)],
])('leaves %s as it is', (_name, call) => {
  expect(Object.keys(logOnce(call)).filter((key) => key.startsWith('llm_error.'))).toEqual([]);
});

it('takes the trace id of OpenTelemetry, which instrumentation-winston writes over the answer, for no id of the provider', async () => {
  const sdk = new TestSdk();
  const span = sdk.startLlmSpan();
  const { traceId } = span.spanContext();
  const overwritten = { level: 'error', message: 'x', ...MINIMAX, trace_id: traceId };
  const format = (info: LogInfo) =>
    context.with(trace.setSpan(context.active(), span), () => llmErrorFormat().transform(info));
  const given = format({ ...overwritten, [Symbol.for('splat')]: [MINIMAX] });
  expect(given).toMatchObject({ 'llm_error.request_id': MINIMAX.trace_id, trace_id: traceId });
  const lost = format(overwritten);
  expect(lost).toMatchObject({ 'llm_error.code': '1008', trace_id: traceId });
  expect(lost).not.toHaveProperty(['llm_error.request_id']);
  await sdk.shutdown();
});

it('adds the message when asked to', () => {
  const line = logOnce((l) => l.error('x', { answer: MINIMAX }), { messages: true });
  expect(line).toMatchObject({ 'llm_error.message': 'insufficient balance' });
});

it('reads the text of an error, where the span around it says whose it is', async () => {
  const sdk = new TestSdk();
  const span = trace.setSpan(context.active(), sdk.startLlmSpan({ 'gen_ai.provider.name': 'minimax' }));
  const line = context.with(span, () => logOnce((l) => l.error('x', { error: 'MiniMax 1008 insufficient balance' })));
  expect(line).toMatchObject({ 'llm_error.provider': 'minimax', 'llm_error.code': '1008' });
  await sdk.shutdown();
});

it('takes the name of a provider beside an error for a hint', () => {
  const err = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const line = logOnce((l) => l.error('x', { provider: 'MiniMax', err }));
  expect(line).toMatchObject({ 'llm_error.provider': 'minimax', 'llm_error.category': 'network', provider: 'MiniMax' });
  expect(logOnce((l) => l.error('x', { provider: 'stripe', err }))).not.toHaveProperty(['llm_error.category']);
});

it('changes neither the error nor the object it is given', () => {
  const error = Object.freeze(apiError(MINIMAX));
  const info = Object.freeze({ level: 'error', message: 'x', error });
  const out = llmErrorFormat().transform(info);
  expect(out).not.toBe(info);
  expect(out).toMatchObject({ level: 'error', message: 'x', error, 'llm_error.code': '1008' });
});

it('never throws', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('planted');
      },
      has() {
        throw new Error('planted');
      },
      ownKeys() {
        throw new Error('planted');
      },
    },
  );
  const cyclic: Record<string, unknown> = { level: 'error', message: 'x' };
  cyclic.self = cyclic;
  const cause: Error & { cause?: unknown } = new Error('x');
  cause.cause = cause;
  for (const info of [
    hostile,
    { level: 'error', message: 'x', hostile },
    cyclic,
    { level: 'error', message: null, cause },
    { level: 'error' },
  ]) {
    expect(() => llmErrorFormat().transform(info as never)).not.toThrow();
  }
});

it('reaches the log record through the OpenTelemetry transport', async () => {
  const sdk = new TestSdk();
  const logger = winston.createLogger({
    format: llmErrorFormat() as never,
    transports: [new OpenTelemetryTransportV3()],
  });
  logger.error('call failed', { error: apiError(MINIMAX) });
  expect(sdk.logRecords.getFinishedLogRecords()[0]?.attributes).toMatchObject({
    'llm_error.category': 'billing',
    'llm_error.request_id': '04b8a0d1c2e3f405',
  });
  await sdk.shutdown();
});
