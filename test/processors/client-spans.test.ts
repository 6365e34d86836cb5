import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { LlmErrorInstrumentation } from '../../src/instrumentation/llm-error-instrumentation.ts';
import { LlmErrorSpanProcessor } from '../../src/processors/llm-error-span-processor.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';

const CAUSE = { 'llm_error.provider': 'minimax', 'llm_error.code': '1008', 'minimax.trace_id': '04b8a0d1c2e3f405' };

let vendor: Server;
let url: string;
let sdk: TestSdk;
let parts: { disable(): void }[];

beforeAll(async () => {
  vendor = createServer((request, response) => {
    if (request.url === '/cut')
      request.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nx', () => request.socket.destroy());
    if (request.url === '/busy') response.writeHead(429).write('x');
    if (request.url !== '/v1/text/chatcompletion_v2') return;
    response.writeHead(200, { 'content-type': 'application/json', 'trace-id': '04b8a0d1c2e3f405' });
    response.end(JSON.stringify({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/v1/text/chatcompletion_v2`;
});
afterAll(() => new Promise((resolve) => vendor.close(resolve)));

beforeEach(() => {
  sdk = new TestSdk([new LlmErrorSpanProcessor()]);
});
afterEach(async () => {
  for (const part of parts) part.disable();
  await sdk.shutdown();
});

const tap = () => new LlmErrorInstrumentation({ hosts: { [new URL(url).host]: 'minimax' } });

async function insideLlmSpan(call: () => Promise<unknown>): Promise<void> {
  const span = sdk.startLlmSpan();
  await context.with(trace.setSpan(context.active(), span), call);
  span.end();
}

async function expectCauseEverywhere(): Promise<void> {
  const llm = sdk.span('chat abab6.5s-chat');
  const client = sdk.span('POST');
  expect(llm.attributes).toMatchObject(CAUSE);
  expect(llm.status.code).toBe(SpanStatusCode.ERROR);
  expect(client.attributes).toMatchObject(CAUSE);
  expect(client.status.code).toBe(SpanStatusCode.UNSET);
  expect(client.attributes).not.toHaveProperty(['error.type']);
  expect(sdk.events()).toHaveLength(1);
  expect(sdk.events()[0]?.spanContext?.spanId).toBe(client.spanContext().spanId);
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
}

describe('fetch', () => {
  const call = () => fetch(url, { method: 'POST', body: '{}' }).then((response) => response.text());

  it('names the cause on the client span and the LLM span when the tap comes first', async () => {
    parts = [tap(), new UndiciInstrumentation()];
    await insideLlmSpan(call);
    await expectCauseEverywhere();
  });

  it('names the cause on the client span and the LLM span when the instrumentation comes first', async () => {
    parts = [new UndiciInstrumentation(), tap()];
    await insideLlmSpan(call);
    await expectCauseEverywhere();
  });

  describe.each(['first', 'last'])('with the tap %s', (tapIs) => {
    beforeEach(() => {
      parts = tapIs === 'first' ? [tap(), new UndiciInstrumentation()] : [new UndiciInstrumentation(), tap()];
    });

    it('names the cause of a connection that breaks on the client span', async () => {
      await expect(fetch(new URL('/cut', url)).then((response) => response.text())).rejects.toThrow('terminated');
      expect(sdk.span('GET').attributes).toMatchObject({ 'llm_error.category': 'network' });
      expect(sdk.events()).toHaveLength(1);
    });

    it('names the cause of a failure that the caller does not read to its end on the client span', async () => {
      const response = await fetch(new URL('/busy', url));
      await response.body?.cancel();
      expect(sdk.span('GET').attributes).toMatchObject({ 'llm_error.category': 'rate_limited' });
      expect(sdk.events()).toHaveLength(1);
    });
  });
});
