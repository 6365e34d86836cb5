import timers from 'node:timers';
import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import type { AttemptEnd } from '../../src/telemetry/attempt.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { attempt, FINE } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const GIVEN_UP: AttemptEnd = { aborted: 'undecided' };
const CHAT = 'chat abab6.5s-chat';

let sdk: TestSdk;
let recorder: AttemptRecorder;
beforeEach(() => {
  sdk = new TestSdk([new LlmErrorSpanProcessor()]);
  recorder = new AttemptRecorder(resolveConfig({}, {}));
});
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await sdk.shutdown();
});

function attempts(span: Span, ...ends: readonly AttemptEnd[]): void {
  for (const end of ends) {
    const start = attempt(trace.setSpan(ROOT_CONTEXT, span));
    recorder.begin(start);
    recorder.end(start, end);
  }
}

async function counts() {
  const [seen, occurrences, aborts] = await Promise.all(
    ['attempts', 'occurrences', 'aborts'].map((name) => sdk.sum(`llm_error.${name}`)),
  );
  return { seen, occurrences, aborts };
}

it('counts each of three attempts whose span says that the last timed out', async () => {
  const span = sdk.startLlmSpan();
  attempts(span, GIVEN_UP, GIVEN_UP, GIVEN_UP);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request timed out.' });
  span.end();
  expect(await counts()).toEqual({ seen: 3, occurrences: 3, aborts: 0 });
  expect(sdk.events().map(({ attributes }) => attributes['llm_error.category'])).toEqual(Array(3).fill('timeout'));
  expect(sdk.span(CHAT).attributes).toMatchObject({ 'llm_error.failed_attempts': 3, 'error.type': 'TimeoutError' });
});

it('takes attempts that were tried again for time-outs, and the last one for what its span says', async () => {
  const span = sdk.startLlmSpan();
  attempts(span, GIVEN_UP, GIVEN_UP);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request was aborted.' });
  span.end();
  expect(await counts()).toEqual({ seen: 2, occurrences: 1, aborts: 1 });
});

it('is a success when the last try went well', async () => {
  const span = sdk.startLlmSpan();
  attempts(span, GIVEN_UP, GIVEN_UP, FINE);
  span.end();
  expect(await counts()).toEqual({ seen: 3, occurrences: 2, aborts: 0 });
  expect(sdk.span(CHAT).status.code).toBe(SpanStatusCode.UNSET);
  expect(sdk.span(CHAT).attributes).toMatchObject({ 'llm_error.failed_attempts': 2 });
});

it('does not take an attempt for a time-out that ran beside another one', async () => {
  const span = sdk.startLlmSpan();
  const starts = [1, 2].map(() => attempt(trace.setSpan(ROOT_CONTEXT, span)));
  for (const start of starts) recorder.begin(start);
  for (const start of starts) recorder.end(start, GIVEN_UP);
  span.end();
  expect(await counts()).toEqual({ seen: 2, occurrences: 0, aborts: 2 });
});

it('is an abort after some seconds when its span does not end', async () => {
  jest.useFakeTimers({
    doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'setInterval', 'performance', 'Date'],
  });
  const clock = [jest.spyOn(timers, 'setTimeout'), jest.spyOn(timers, 'clearTimeout')] as const;
  clock[0].mockImplementation(setTimeout);
  clock[1].mockImplementation(clearTimeout);
  const span = sdk.startLlmSpan();
  const before = getStatus().aborts;
  attempts(span, GIVEN_UP);
  jest.advanceTimersByTime(10_000);
  expect(getStatus().aborts).toBe(before);
  jest.advanceTimersByTime(10_000);
  expect(getStatus().aborts).toBe(before + 1);
  jest.useRealTimers();
  jest.restoreAllMocks();
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request timed out.' });
  span.end();
  expect(await counts()).toEqual({ seen: 1, occurrences: 0, aborts: 1 });
  expect(sdk.span(CHAT).attributes).toMatchObject({ 'llm_error.category': 'timeout' });
});

it('counts at once what comes while too many wait', async () => {
  const span = sdk.startLlmSpan();
  for (let i = 0; i < 1010; i += 1) recorder.end(attempt(trace.setSpan(ROOT_CONTEXT, span)), GIVEN_UP);
  expect((await counts()).aborts).toBe(10);
  span.end();
  expect(await counts()).toEqual({ seen: 1010, occurrences: 0, aborts: 1010 });
});
