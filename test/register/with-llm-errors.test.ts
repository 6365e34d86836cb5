import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import {
  LlmErrorInstrumentation,
  LlmErrorLogRecordProcessor,
  LlmErrorSpanProcessor,
  withLlmErrors,
} from '../../src/index.ts';
import { PLUGIN, runApp } from './run-app.ts';

// Each test starts programs of its own.
jest.setTimeout(30_000);

const nodeArgs = ['--import', 'tsx'];

describe.each(['environment', 'exporter', 'processors'])('with %s', (setup) => {
  it('lets spans, logs and metrics arrive, all with the cause', async () => {
    const run = await runApp({ nodeArgs, setup, env: { PLUGIN } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const cause = { 'llm_error.provider': 'minimax', 'llm_error.code': '1008', 'llm_error.category': 'billing' };
    expect(run.chat?.attributes).toMatchObject({
      ...cause,
      'error.type': '1008',
      'llm_error.request_id': '04b8a0d1c2e3f405',
    });
    expect(run.event?.attributes).toMatchObject({ ...cause, 'gen_ai.request.model': 'm' });
    expect(run.appLog?.attributes).toMatchObject(cause);
    expect(run.occurrences).toBeGreaterThan(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      taps: expect.arrayContaining(['undici', 'http']),
      attempts: 1,
      failures: 1,
      guardsTripped: {},
    });
  });
});

it.each(['fetch', 'http'])(
  'names the cause on the client span of %s and on the LLM span around it',
  async (transport) => {
    const run = await runApp({ nodeArgs, setup: 'clients', env: { PLUGIN, TRANSPORT: transport } });
    expect(run.client?.attributes).toMatchObject({ 'llm_error.code': '1008', 'http.response.status_code': 200 });
    expect(run.client?.attributes).not.toHaveProperty(['error.type']);
    expect(run.client?.status.code).toBe(0);
    expect(run.chat?.attributes).toMatchObject({ 'llm_error.code': '1008', 'llm_error.failed_attempts': 1 });
    expect(run.chat?.status.code).toBe(2);
    expect(run.event?.spanId).toBe(run.client?.spanId);
    expect(run.occurrences).toBe(1);
  },
);

it('needs no processor for the event, the count and the attributes', async () => {
  const run = await runApp({ nodeArgs, setup: 'instrumentation', env: { PLUGIN } });
  expect(run.chat?.attributes).toMatchObject({ 'llm_error.category': 'billing' });
  expect(run.event?.attributes).toMatchObject({ 'llm_error.category': 'billing' });
  expect(run.occurrences).toBeGreaterThan(0);
});

it('keeps every option it is given, and its type', () => {
  const traceExporter = new InMemorySpanExporter();
  const options = withLlmErrors({ serviceName: 'shop', traceExporter, instrumentations: [] });
  expect(options).toMatchObject({ serviceName: 'shop', traceExporter });
  expect(options).not.toHaveProperty('spanProcessors');
  expect(options).not.toHaveProperty('logRecordProcessors');
  expect(() => new NodeSDK(options)).not.toThrow();
  expect(() => new NodeSDK(withLlmErrors())).not.toThrow();
});

it('fits the types of NodeSDK, part by part', () => {
  const sdk = new NodeSDK({
    instrumentations: [new LlmErrorInstrumentation({ enabled: false })],
    spanProcessors: [new LlmErrorSpanProcessor()],
    logRecordProcessors: [new LlmErrorLogRecordProcessor()],
  });
  expect(sdk).toBeDefined();
});

it('says at once which option is wrong', () => {
  expect(() => withLlmErrors({}, { errorType: 'all' as never })).toThrow(/"errorType" is "all"/);
});

it('adds nothing when it is switched off', () => {
  const holder = globalThis as Record<symbol, unknown>;
  const key = Symbol.for('io.opentelemetry.js.api.logs');
  const before = holder[key];
  delete holder[key];
  const mine = { instrumentationName: 'mine' };
  expect(withLlmErrors({ instrumentations: [mine] }, { enabled: false })).toEqual({ instrumentations: [mine] });
  expect(withLlmErrors({ spanProcessors: [] }, { enabled: false })).toEqual({
    instrumentations: [],
    spanProcessors: [],
  });
  expect(holder[key]).toBeUndefined();
  holder[key] = before;
});

it('decides the options once', () => {
  const iterate = jest.fn(() => [][Symbol.iterator]());
  withLlmErrors({}, { catalogs: Object.assign([], { [Symbol.iterator]: iterate }) });
  expect(iterate).toHaveBeenCalledTimes(1);
});
