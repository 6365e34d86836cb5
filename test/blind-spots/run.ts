// Runs the blind spots through the real openai client, in a process of its own: `tsx run.ts <fetch|http> <plugin|bare>`.
// Prints what the client saw and what an OTLP back end received.
import { createRequire } from 'node:module';
import { trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { OpenAI as OpenAIClient } from 'openai';
import { withLlmErrors } from '../../src/index.ts';
import { createOtlpReceiver } from '../otlp/otlp-receiver.ts';
import { createBlindSpotServer } from './blind-spot-server.ts';
import { httpFetch } from './http-fetch.ts';
import { blindSpots } from './scenarios.ts';

const [transport, plugin] = process.argv.slice(2);
const servers = {
  openai: await createBlindSpotServer(),
  minimax: await createBlindSpotServer(),
  dashscope: await createBlindSpotServer(),
  coze: await createBlindSpotServer(),
  unlisted: await createBlindSpotServer(),
};
const receiver = await createOtlpReceiver();
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
const options = {
  instrumentations: [
    new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }),
    new UndiciInstrumentation(),
    new OpenAIInstrumentation(),
  ],
};
const { openai, minimax, dashscope, coze } = servers;
const hosts = {
  [openai.host]: 'openai',
  [minimax.host]: 'minimax',
  [dashscope.host]: 'dashscope',
  [coze.host]: 'coze',
};
const sdk = new NodeSDK(plugin === 'plugin' ? withLlmErrors(options, { hosts, messages: true }) : options);
sdk.start();

// By require and after the start, because that is what OpenTelemetry's instrumentations patch.
const require = createRequire(import.meta.url);
require('node:http');
const { OpenAI } = require('openai') as { OpenAI: typeof OpenAIClient };
const send = transport === 'http' ? httpFetch : fetch;

/** Everything the caller of the client can see. */
async function outcome(baseURL: string, stream: boolean, maxRetries = 0): Promise<unknown> {
  const client = new OpenAI({ baseURL, apiKey: 'sk-test', maxRetries, fetch: send });
  const chunks: unknown[] = [];
  try {
    const params = { model: 'm', messages: [{ role: 'user' as const, content: 'hello' }] };
    if (!stream) return { result: await client.chat.completions.create(params) };
    for await (const chunk of await client.chat.completions.create({ ...params, stream: true })) chunks.push(chunk);
    return { chunks };
  } catch (error) {
    const seen = error as Error & Record<string, unknown>;
    const { message, status, code, type, requestID } = seen;
    return { chunks, error: { class: seen.constructor.name, message, status, code, type, requestID } };
  }
}

async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  return await trace.getTracer('blind-spots').startActiveSpan(name, async (span) => {
    try {
      return await run();
    } finally {
      span.end();
    }
  });
}

const outcomes: Record<string, unknown> = {};
for (const [index, spot] of blindSpots.entries()) {
  const url = `http://${servers[spot.provider].host}/spot/${index}`;
  outcomes[spot.name] = await named(spot.name, () => outcome(url, typeof spot.body !== 'string'));
}
outcomes.retry = await named('retry', () => outcome(`http://${openai.host}/retry`, false, 2));
outcomes.private = await named('private', async () => {
  return await (await send(`http://${servers.unlisted.host}/private/orders`)).json();
});
await sdk.shutdown();
const { spans, logs, metrics } = receiver;
console.log(JSON.stringify({ outcomes, spans, logs, metrics }));
await Promise.all([...Object.values(servers), receiver].map((server) => server.close()));
