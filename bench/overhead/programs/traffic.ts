import type * as Http from 'node:http';
import { createRequire } from 'node:module';
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

/** Our taps, with counters that are real and are exported nowhere. */
export function taps({ listed }: Origins): void {
  const { MeterProvider, MetricReader } = require('@opentelemetry/sdk-metrics');
  class NowhereReader extends MetricReader {
    async onForceFlush() {}
    async onShutdown() {}
  }
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [new NowhereReader()] }));
  new LlmErrorInstrumentation({ hosts: { [listed.replace('http://', '')]: 'minimax' } });
}

/** One of OpenTelemetry's instrumentations, with a batching pipeline behind it. */
export function instrument(name: string): void {
  const sdk = require('@opentelemetry/sdk-trace');
  const module = require(`@opentelemetry/${name}`);
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    async shutdown() {},
    async forceFlush() {},
  };
  const provider = new sdk.TracerProvider({ spanProcessors: [new sdk.BatchSpanProcessor({ exporter })] });
  const Instrumentation = module.UndiciInstrumentation ?? module.HttpInstrumentation;
  new Instrumentation().setTracerProvider(provider);
  // instrumentation-http patches what is required after it.
  require('node:http');
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
