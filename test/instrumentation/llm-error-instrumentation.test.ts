import http from 'node:http';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { LlmErrorInstrumentation } from '../../src/instrumentation/llm-error-instrumentation.ts';
import { getStatus } from '../../src/telemetry/status.ts';
import { version } from '../../src/version.ts';
import { REFUSED, send } from './answers.ts';
import { Loopback } from './loopback.ts';

const server = new Loopback({
  '/refused': send(200, REFUSED),
  '/slow': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write(REFUSED.slice(0, 9));
    setTimeout(() => response.end(REFUSED.slice(9)), 40);
  },
});
const hosts = { '127.0.0.1': 'minimax' };
let instrumentation: LlmErrorInstrumentation | undefined;

beforeAll(() => server.listen());
afterAll(() => server.close());
afterEach(() => instrumentation?.disable());

/** How many attempts and failures two calls bring, one through each tap. */
async function callTwice(): Promise<readonly [attempts: number, failures: number]> {
  const before = getStatus();
  await (await fetch(`${server.url}/refused`)).text();
  await new Promise((resolve) => http.get(`${server.url}/refused`, (r) => r.resume().on('close', resolve)));
  const after = getStatus();
  return [after.attempts - before.attempts, after.failures - before.failures];
}

it('is at work from its construction on, and says so', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts });
  expect(getStatus().taps).toEqual(['undici', 'http', 'http2']);
  expect(instrumentation.instrumentationName).toBe('otel-llm-errors');
  expect(instrumentation.instrumentationVersion).toBe(version);
  expect(await callTwice()).toEqual([2, 2]);
  expect(getStatus().guardsTripped).toEqual({});
});

it('counts once when it is enabled twice, or beside another copy', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts });
  const other = new LlmErrorInstrumentation({ hosts });
  instrumentation.enable();
  expect(await callTwice()).toEqual([2, 2]);
  other.disable();
  expect(await callTwice()).toEqual([2, 2]);
});

describe('beside another one', () => {
  const warn = jest.fn();
  let other: LlmErrorInstrumentation | undefined;
  beforeEach(() => {
    warn.mockClear();
    diag.setLogger({ warn, error() {}, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
  });
  afterEach(() => {
    other?.disable();
    diag.disable();
  });

  it('takes over when it has options and the other has none, and gives back', async () => {
    other = new LlmErrorInstrumentation();
    instrumentation = new LlmErrorInstrumentation({ hosts });
    expect(getStatus().taps).toEqual(['undici', 'http', 'http2']);
    expect(await callTwice()).toEqual([2, 2]);
    instrumentation.disable();
    expect(getStatus().taps).toEqual(['undici', 'http', 'http2']);
    expect(await callTwice()).toEqual([0, 0]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('leaves the taps to the one with options', async () => {
    instrumentation = new LlmErrorInstrumentation({ hosts });
    other = new LlmErrorInstrumentation({ enabled: true });
    expect(await callTwice()).toEqual([2, 2]);
  });

  it('goes on when the first of them is disabled', async () => {
    other = new LlmErrorInstrumentation({ hosts });
    instrumentation = new LlmErrorInstrumentation({ hosts });
    other.disable();
    expect(await callTwice()).toEqual([2, 2]);
    instrumentation.disable();
    expect(getStatus().taps).toEqual([]);
  });

  it('says so when both have options, and takes the newest', async () => {
    other = new LlmErrorInstrumentation({ hosts: { '10.0.0.1': 'minimax' } });
    instrumentation = new LlmErrorInstrumentation({ hosts });
    expect(warn.mock.calls.flat().join()).toMatch(/those of the newest hold/);
    expect(await callTwice()).toEqual([2, 2]);
  });
});

it('follows a request that was under way when it was disabled', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts });
  const { failures } = getStatus();
  const response = await fetch(`${server.url}/slow`);
  instrumentation.disable();
  await response.text();
  expect(getStatus().failures).toBe(failures + 1);
});

it('sees nothing after disable, and all again after enable', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts });
  instrumentation.disable();
  expect(getStatus().taps).toEqual([]);
  expect(await callTwice()).toEqual([0, 0]);
  instrumentation.enable();
  expect(await callTwice()).toEqual([2, 2]);
});

it('takes a new configuration', async () => {
  instrumentation = new LlmErrorInstrumentation();
  expect(await callTwice()).toEqual([0, 0]);
  instrumentation.setConfig({ hosts });
  expect(await callTwice()).toEqual([2, 2]);
});

it('stays off when the configuration says so, whatever the SDK calls', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts, enabled: false });
  const unregister = registerInstrumentations({ instrumentations: [instrumentation as never] });
  expect(instrumentation.getConfig().enabled).toBe(false);
  expect(await callTwice()).toEqual([0, 0]);
  unregister();
});

it('stays off when the environment says so', async () => {
  process.env.OTEL_LLM_ERRORS_DISABLED = 'true';
  try {
    instrumentation = new LlmErrorInstrumentation({ hosts });
  } finally {
    delete process.env.OTEL_LLM_ERRORS_DISABLED;
  }
  expect(await callTwice()).toEqual([0, 0]);
});

it('is registered like any instrumentation', async () => {
  instrumentation = new LlmErrorInstrumentation({ hosts });
  const unregister = registerInstrumentations({ instrumentations: [instrumentation as never] });
  expect(await callTwice()).toEqual([2, 2]);
  unregister();
  expect(getStatus().taps).toEqual([]);
});
