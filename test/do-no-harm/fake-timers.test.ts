import http from 'node:http';
import { context, trace } from '@opentelemetry/api';
import { LlmErrorInstrumentation } from '../../src/instrumentation/llm-error-instrumentation.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { REFUSED, send } from '../instrumentation/answers.ts';
import { Loopback } from '../instrumentation/loopback.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

// Tests of programs put their own clock in: what they count and run by hand may hold no timer of ours.
const server = new Loopback({ '/refused': send(429, REFUSED), '/silent': () => {} });
const sdk = new TestSdk([new LlmErrorSpanProcessor()]);
const instrumentation = new LlmErrorInstrumentation({ hosts: { '127.0.0.1': 'minimax' } });

beforeAll(() => server.listen());
afterAll(async () => {
  jest.useRealTimers();
  instrumentation.disable();
  await server.close();
  await sdk.shutdown();
});

/** An attempt that the program gives up waits for its span to say why. */
async function giveUp(): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = http.get(`${server.url}/silent`, { agent: false });
    request.on('error', () => resolve());
    request.on('finish', () => request.destroy());
  });
}

it('leaves no timer in the clock of a test', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  const span = sdk.startLlmSpan();
  await context.with(trace.setSpan(context.active(), span), giveUp);
  expect(jest.getTimerCount()).toBe(0);
  span.end();
  expect(getStatus().guardsTripped).toEqual({});
});
