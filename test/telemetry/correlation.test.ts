import { context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { clientSpanStarted, llmParentOf, requestCreated } from '../../src/telemetry/correlation.ts';
import { attempt } from './samples.ts';
import { TestSdk } from './test-sdk.ts';

let sdk: TestSdk;
beforeEach(() => {
  sdk = new TestSdk();
});
afterEach(() => sdk.shutdown());

function clientSpan(host = 'api.minimaxi.com', scope = '@opentelemetry/instrumentation-undici'): Span {
  const attributes = { 'server.address': host, 'url.path': '/v1/text/chatcompletion_v2' };
  return trace.getTracer(scope).startSpan('POST', { kind: SpanKind.CLIENT, attributes });
}

it('finds the client span of a request when the request comes first', () => {
  const start = attempt(ROOT_CONTEXT);
  const span = clientSpan();
  requestCreated(start);
  clientSpanStarted(span, ROOT_CONTEXT);
  expect(start.clientSpan).toBe(span);
});

it('finds the client span of a request when the span comes first', () => {
  const start = attempt(ROOT_CONTEXT);
  const span = clientSpan();
  clientSpanStarted(span, ROOT_CONTEXT);
  requestCreated(start);
  expect(start.clientSpan).toBe(span);
});

it('does not take the span of another request', () => {
  const start = attempt(ROOT_CONTEXT);
  requestCreated(start);
  clientSpanStarted(clientSpan('example.com'), ROOT_CONTEXT);
  const next = attempt(ROOT_CONTEXT);
  requestCreated(next);
  expect([start.clientSpan, next.clientSpan]).toEqual([undefined, undefined]);
});

it('does not let a request wait beyond its turn', async () => {
  const start = attempt(ROOT_CONTEXT);
  requestCreated(start);
  await Promise.resolve();
  clientSpanStarted(clientSpan(), ROOT_CONTEXT);
  expect(start.clientSpan).toBeUndefined();
});

it('does not take a span that has ended', () => {
  const span = clientSpan();
  clientSpanStarted(span, ROOT_CONTEXT);
  span.end();
  const start = attempt(ROOT_CONTEXT);
  requestCreated(start);
  expect(start.clientSpan).toBeUndefined();
});

it('gives each retry its own span', () => {
  const starts = [1, 2, 3].map(() => {
    const start = attempt(ROOT_CONTEXT);
    const span = clientSpan();
    clientSpanStarted(span, ROOT_CONTEXT);
    requestCreated(start);
    return [start.clientSpan === span, start.clientSpan] as const;
  });
  expect(starts.map(([own]) => own)).toEqual([true, true, true]);
  expect(new Set(starts.map(([, span]) => span)).size).toBe(3);
});

it('finds the LLM span behind an active node:http client span', () => {
  const llm = sdk.startLlmSpan();
  const parent = trace.setSpan(context.active(), llm);
  const http = clientSpan('api.minimaxi.com', '@opentelemetry/instrumentation-http');
  clientSpanStarted(http, parent);
  expect(llmParentOf(attempt(trace.setSpan(parent, http)))).toBe(llm);
});

it.each([
  ['a server span', 'http', { kind: SpanKind.SERVER }],
  ['a tool span', 'agent', { attributes: { 'gen_ai.operation.name': 'execute_tool' } }],
  ['an agent span', 'agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.system': 'openai' } }],
  ['the making of an agent', 'agent', { attributes: { 'gen_ai.operation.name': 'create_agent' } }],
  ['a workflow span', 'agent', { attributes: { 'gen_ai.operation.name': 'invoke_workflow' } }],
  [
    'an OpenInference chain',
    '@arizeai/openinference-instrumentation-langchain',
    { attributes: { 'openinference.span.kind': 'CHAIN' } },
  ],
  [
    'a Traceloop workflow',
    '@traceloop/node-server-sdk',
    { attributes: { 'traceloop.span.kind': 'workflow', 'gen_ai.system': 'openai' } },
  ],
  ['a Langfuse span that is no generation', 'langfuse-sdk', { attributes: { 'langfuse.observation.type': 'span' } }],
])('takes %s for no LLM span', (_name, scope, options) => {
  const span = trace.getTracer(scope).startSpan('x', options);
  expect(llmParentOf(attempt(trace.setSpan(ROOT_CONTEXT, span)))).toBeUndefined();
});

it.each([
  ['@opentelemetry/instrumentation-openai', {}],
  ['@traceloop/instrumentation-anthropic', {}],
  ['ai', { attributes: { 'ai.operationId': 'ai.generateText.doGenerate' } }],
  ['langfuse-sdk', { attributes: { 'langfuse.observation.type': 'generation' } }],
  ['@arizeai/openinference-instrumentation-openai', { attributes: { 'openinference.span.kind': 'LLM' } }],
  ['my-app', { attributes: { 'gen_ai.provider.name': 'minimax' } }],
])('takes a span of %s for an LLM span', (scope, options) => {
  const span = trace.getTracer(scope).startSpan('x', options);
  expect(llmParentOf(attempt(trace.setSpan(ROOT_CONTEXT, span)))).toBe(span);
});
