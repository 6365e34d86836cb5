import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import type { AttemptStart } from '../../src/telemetry/attempt.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { attempt, FAILED } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const LLM = { 'gen_ai.provider.name': 'minimax' };
const SAID = { name: 'Error', message: 'MiniMax API error: insufficient balance (1008)' };

let sdk: TestSdk;
beforeEach(() => {
  sdk = new TestSdk([new LlmErrorSpanProcessor()]);
});
afterEach(() => sdk.shutdown());

function open(name: string, parent?: Span, attributes: Attributes = {}, kind = SpanKind.INTERNAL): Span {
  return trace.getTracer('app').startSpan(name, { kind, attributes }, parent ? inside(parent) : ROOT_CONTEXT);
}

function inside(span: Span): Context {
  return trace.setSpan(ROOT_CONTEXT, span);
}

function fail(...spans: readonly Span[]): void {
  for (const span of spans) {
    span.recordException(SAID);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
}

function tapped(where: Context, more: Partial<AttemptStart> = {}): void {
  new AttemptRecorder(resolveConfig({}, {})).end(attempt(where, more), FAILED);
}

const later = () => new Promise((resolve) => setTimeout(resolve, 5));
const occurrences = () => sdk.sum('llm_error.occurrences');

it('counts once when spans of the program stand between two LLM spans', async () => {
  const outer = open('outer', undefined, LLM);
  const steps = [open('step', outer)];
  steps.push(open('inner step', steps[0]));
  fail(open('inner', steps[1], LLM), ...steps.reverse(), outer);
  expect(await occurrences()).toBe(1);
});

it('counts once when the program caught the failure between the tap and the LLM span that shows it', async () => {
  const outer = open('outer', undefined, LLM);
  const between = open('between', outer);
  const request = open('POST', between, {}, SpanKind.CLIENT);
  tapped(inside(request));
  request.end();
  between.end();
  fail(outer);
  expect(await occurrences()).toBe(1);
});

it('counts once when only the traceparent header tells of the span', async () => {
  const chat = open('chat', undefined, { 'gen_ai.provider.name': 'openai' });
  const request = open('POST', chat, {}, SpanKind.CLIENT);
  tapped(ROOT_CONTEXT, { clientSpanContext: request.spanContext() });
  request.end();
  fail(chat);
  expect(await occurrences()).toBe(1);
});

it('counts once for each of two LLM spans that were not active during their calls', async () => {
  const job = open('job');
  const chats = [open('chat 1', job, LLM), open('chat 2', job, LLM)];
  tapped(inside(job));
  tapped(inside(job));
  fail(...chats);
  expect(await occurrences()).toBe(2);
});

it('counts a failure that no tap saw, though a tap saw another one in its trace', async () => {
  const job = open('job');
  const chat = open('chat', job, LLM);
  tapped(inside(chat));
  // The same call as an instrumentation shows it that makes no span active.
  fail(open('inner', chat, LLM), chat);
  expect(await occurrences()).toBe(1);
  await later();
  fail(open('later', job, LLM));
  expect(await occurrences()).toBe(2);
});

it('counts a failure of another provider, though a tap saw one at the same time', async () => {
  const job = open('job');
  const chat = open('chat', job, { 'gen_ai.provider.name': 'aws.bedrock' });
  tapped(inside(job));
  chat.recordException({ name: 'ThrottlingException', message: 'Too many requests' });
  chat.setStatus({ code: SpanStatusCode.ERROR });
  chat.end();
  expect(await occurrences()).toBe(2);
});

it('counts once when another copy of the package reads the spans', async () => {
  const copy = await anotherCopy<typeof import('../../src/processors/llm-error-span-processor.ts')>(
    '../../src/processors/llm-error-span-processor.ts',
  );
  await sdk.shutdown();
  expect(copy.LlmErrorSpanProcessor).not.toBe(LlmErrorSpanProcessor);
  sdk = new TestSdk([new copy.LlmErrorSpanProcessor()]);
  const outer = open('outer', undefined, LLM);
  const between = open('between', outer);
  tapped(inside(between));
  between.end();
  fail(outer);
  expect(await occurrences()).toBe(1);
});

it('bounds the values of error.type for all copies of the package together', async () => {
  const copies = [
    await anotherCopy<typeof import('../../src/telemetry/error-type.ts')>('../../src/telemetry/error-type.ts'),
    await anotherCopy<typeof import('../../src/telemetry/error-type.ts')>('../../src/telemetry/error-type.ts'),
  ];
  const values = new Set<string>();
  for (let i = 0; i < 300; i += 1) {
    const cause = { category: 'unknown', fault: 'unknown', inBand: false, match: 'none', rule: '' } as const;
    for (const [copy, { errorTypeOf }] of copies.entries()) values.add(errorTypeOf({ ...cause, code: `${copy}-${i}` }));
  }
  expect(values.size).toBeLessThanOrEqual(101);
});

async function anotherCopy<Module>(path: string): Promise<Module> {
  let copy: Module | undefined;
  await jest.isolateModulesAsync(async () => {
    copy = require(path) as Module;
  });
  return copy as Module;
}

it('leaves an agent that recovered as it is', async () => {
  const agent = open('invoke_agent', undefined, { 'gen_ai.operation.name': 'invoke_agent', ...LLM });
  tapped(inside(agent));
  context.with(inside(agent), () => open('chat', agent, LLM).end());
  agent.end();
  expect(sdk.span('invoke_agent').status.code).toBe(SpanStatusCode.UNSET);
  expect(sdk.span('invoke_agent').attributes).not.toHaveProperty(['llm_error.category']);
  expect(await occurrences()).toBe(1);
});
