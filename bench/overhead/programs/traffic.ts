import { spawn } from 'node:child_process';
import type * as Http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import { LlmErrorInstrumentation } from 'otel-llm-errors';

const require = createRequire(import.meta.url);
// Not imported: instrumentation-http patches what `require` gives.
const http = require('node:http') as typeof Http;

/** The origins of the server: one that a catalog is given for, one that nobody lists. */
export interface Origins {
  readonly listed: string;
  readonly unlisted: string;
}

/** Starts the server in a process of its own, so that its work is not counted. */
export async function startServer(): Promise<Origins> {
  const server = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  server.unref();
  const line = await new Promise<string>((resolve) => server.stdout.once('data', (data) => resolve(String(data))));
  const { listed, unlisted } = JSON.parse(line) as Record<'listed' | 'unlisted', number>;
  return { listed: `http://127.0.0.1:${listed}`, unlisted: `http://127.0.0.1:${unlisted}` };
}

/** Our taps, switched off, with counters and a logger that are real and export nowhere. */
export function taps({ listed }: Origins): LlmErrorInstrumentation {
  const { MeterProvider, MetricReader } = require('@opentelemetry/sdk-metrics');
  class NowhereReader extends MetricReader {
    async onForceFlush() {}
    async onShutdown() {}
  }
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [new NowhereReader()] }));
  const hosts = { [listed.replace('http://', '')]: 'minimax' };
  const instrumentation = new LlmErrorInstrumentation({ hosts });
  instrumentation.disable();
  return instrumentation;
}

/** The instrumentations of OpenTelemetry, switched off, with a batching pipeline behind them. */
export function peer(name: 'undici' | 'http'): { enable(): void; disable(): void } {
  const sdk = require('@opentelemetry/sdk-trace');
  const module = require(`@opentelemetry/instrumentation-${name}`);
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    async shutdown() {},
  };
  const provider = new sdk.TracerProvider({ spanProcessors: [new sdk.BatchSpanProcessor({ exporter })] });
  const instrumentation = name === 'undici' ? new module.UndiciInstrumentation() : new module.HttpInstrumentation();
  instrumentation.setTracerProvider(provider);
  require(`node:${name === 'http' ? 'http' : 'util'}`);
  instrumentation.disable();
  return instrumentation;
}

export async function fetchJson(url: string): Promise<void> {
  await (await fetch(url)).json();
}

const agent = new http.Agent({ keepAlive: true });

export function requestJson(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        JSON.parse(text);
        resolve();
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Reads a stream as a client would, chunk by chunk. */
export async function readStream(url: string, onChunk: (text: string) => void = () => {}): Promise<void> {
  const response = await fetch(url);
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    onChunk(decoder.decode(chunk, { stream: true }));
  }
}

/** Does something `count` times, a few at once. */
export async function inLanes(count: number, lanes: number, once: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await once();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
