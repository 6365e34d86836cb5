import { type Attributes, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { attempt, FAILED } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

let sdk: TestSdk;
afterEach(() => sdk.shutdown());

function start(options?: ConstructorParameters<typeof LlmErrorSpanProcessor>[0]): void {
  sdk = new TestSdk([new LlmErrorSpanProcessor(options)]);
}

function open(name: string, attributes: Attributes, parent?: Span): Span {
  const where = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  return trace.getTracer('app').startSpan(name, { attributes }, where);
}

function fail(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message }).end();
}

/** As Langfuse makes it: no provider, no status, and never active. */
const GENERATION = { 'langfuse.observation.type': 'generation', 'langfuse.observation.level': 'ERROR' };

it('names the cause on a span that says by its level that it failed, and leaves its status unset', async () => {
  start();
  open('chat', { ...GENERATION, 'langfuse.observation.status_message': 'Error: 401 bad key' }).end();
  expect(sdk.span('chat')).toMatchObject({
    status: { code: SpanStatusCode.UNSET },
    attributes: { 'llm_error.category': 'authentication' },
  });
  expect(sdk.span('chat').attributes).not.toHaveProperty(['error.type']);
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
});

it('takes the provider from what a tap counted beside a span that names none', async () => {
  start();
  const program = open('program', {});
  const chat = open('chat', { ...GENERATION, 'langfuse.observation.status_message': 'Error: 429 no (1008)' }, program);
  new AttemptRecorder(resolveConfig({}, {})).end(attempt(trace.setSpan(ROOT_CONTEXT, program)), FAILED);
  chat.end();
  expect(sdk.span('chat').attributes).toMatchObject({ 'llm_error.provider': 'minimax', 'llm_error.code': '1008' });
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
});

it('takes the provider from the LLM span inside, which knows the host', async () => {
  start({ hosts: { 'localhost:8443': 'minimax' }, accounts: { localhost: 'team-a' } });
  const outer = open('outer', { 'gen_ai.system': 'openai' });
  const server = { 'server.address': 'localhost', 'server.port': 8443 };
  fail(open('inner', { 'gen_ai.provider.name': 'openai', ...server }, outer), '429 no (1008)');
  fail(outer, '429 no (1008)');
  for (const name of ['inner', 'outer']) {
    expect(sdk.span(name).attributes).toMatchObject({ 'llm_error.provider': 'minimax', 'llm_error.code': '1008' });
  }
  expect(sdk.span('inner').attributes).toMatchObject({ 'llm_error.account': 'team-a' });
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
});

it('leaves the steps of an agent alone, which go on when a call fails', () => {
  start();
  fail(open('step 1', { 'gen_ai.operation.name': 'agent_step', 'gen_ai.provider.name': 'minimax' }), 'no (1008)');
  expect(sdk.span('step 1').attributes).not.toHaveProperty(['llm_error.category']);
});

describe('an LLM span that ends before the one inside it, as around a stream', () => {
  it('counts once and learns the provider from the tap', async () => {
    start();
    const outer = open('outer', { 'gen_ai.system': 'anthropic' });
    const inner = open('inner', { 'gen_ai.provider.name': 'anthropic' }, outer);
    new AttemptRecorder(resolveConfig({}, {})).end(attempt(trace.setSpan(ROOT_CONTEXT, inner)), FAILED);
    fail(outer, 'no (1008)');
    fail(inner, '');
    for (const name of ['inner', 'outer']) {
      expect(sdk.span(name).attributes).toMatchObject({ 'llm_error.provider': 'minimax', 'llm_error.code': '1008' });
    }
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
  });

  it('counts once without a tap', async () => {
    start();
    const around = open('around', { 'gen_ai.system': 'openai' });
    const outer = open('outer', { 'gen_ai.system': 'anthropic' }, around);
    const inner = open('inner', { 'gen_ai.provider.name': 'minimax' }, outer);
    fail(outer, 'no (1008)');
    fail(inner, 'no (1008)');
    fail(around, 'no (1008)');
    expect(await sdk.sum('llm_error.occurrences')).toBe(1);
  });
});
