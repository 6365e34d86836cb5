import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { attempt, NO_BALANCE } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const FLOOD = 10_000;

function values(points: readonly { readonly attributes: object }[], key: string): number {
  return new Set(points.map(({ attributes }) => (attributes as Record<string, unknown>)[key])).size;
}

it('ten thousand models, operations and providers make a bounded number of values each, and all are counted', async () => {
  const options = { eventsPerMinute: 0 };
  const config = resolveConfig(options, {});
  const sdk = new TestSdk([new LlmErrorSpanProcessor(options, config)]);
  const recorder = new AttemptRecorder(config);
  for (let i = 0; i < FLOOD; i++) {
    const span = sdk.startLlmSpan({ 'gen_ai.request.model': `model-${i}`, 'gen_ai.operation.name': `operation-${i}` });
    recorder.end(attempt(trace.setSpan(context.active(), span)), { httpStatus: 200, classification: NO_BALANCE });
    span.end();
    // No tap saw this one: the span says whose it is.
    const other = sdk.startLlmSpan({ 'gen_ai.provider.name': `provider-${i}`, 'error.type': `code-${i}` });
    other.setStatus({ code: SpanStatusCode.ERROR, message: 'rate limit exceeded' });
    other.end();
  }
  const points = await sdk.points('llm_error.occurrences');
  expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(2 * FLOOD);
  for (const key of ['gen_ai.request.model', 'gen_ai.operation.name', 'llm_error.provider', 'error.type']) {
    expect(values(points, key)).toBeLessThanOrEqual(102);
  }
  await sdk.shutdown();
}, 120_000);

it('a label is never longer than a name', async () => {
  const sdk = new TestSdk();
  const span = sdk.startLlmSpan({ 'gen_ai.request.model': 'm'.repeat(100_000) });
  const start = attempt(trace.setSpan(context.active(), span));
  new AttemptRecorder(resolveConfig({}, {})).end(start, { httpStatus: 200, classification: NO_BALANCE });
  const [point] = await sdk.points('llm_error.occurrences');
  expect(point?.attributes['gen_ai.request.model']).toBe('_OTHER');
  await sdk.shutdown();
});

it('a hundred thousand hostile answers leave nothing behind', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const recorder = new AttemptRecorder(resolveConfig({}, {}));
  const urls = ['https://api.openai.com/v1', 'https://api.coze.cn/v3/chat', 'https://dashscope.aliyuncs.com/api'];
  const answer = (i: number) => {
    const code = `code_${i}`;
    const body = JSON.stringify({
      error: { code, type: `type_${i}`, message: `message ${i} for https://h${i}.example/${i}` },
      code,
    });
    const headers = { 'x-request-id': `id-${i}`, [`x-${i}`]: 'x' };
    const classification = classifyResponse({ url: urls[i % 3], status: 400 + (i % 99), headers, body });
    if (classification) recorder.end(attempt(ROOT_CONTEXT), { httpStatus: 400, classification });
    return classification;
  };
  for (let i = 0; i < 2_000; i++) expect(answer(i)).toBeDefined();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 2_000; i < 102_000; i++) answer(i);
  collect();
  // One retained kilobyte an answer would be 100 MB; what is bounded fills up to some.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
}, 400_000);
