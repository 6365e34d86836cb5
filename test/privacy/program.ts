// A program that is careless with secrets: it calls what the job says, records and logs every failure with all that it holds.
// SETUP is `bare` (no plugin), `plugin`, or `spool`; what our diag says goes to standard error.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:http2';
import { Anthropic } from '@anthropic-ai/sdk';
import { CozeAPI } from '@coze/api';
import { context, DiagLogLevel, diag, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OpenTelemetryTransportV3 } from '@opentelemetry/winston-transport';
import axios from 'axios';
import OpenAI from 'openai';
import winston from 'winston';
import { WebSocket } from 'ws';
import { startSpool } from '../../src/delivery/index.ts';
import { getStatus, withLlmErrors } from '../../src/index.ts';
import { llmErrorFormat } from '../../src/winston/index.ts';
import type { CanaryCase, Client } from './cases.ts';

/** What the program is told to do. */
export interface Job {
  readonly cases: readonly CanaryCase[];
  readonly urls: Readonly<Record<string, string>>;
  /** Spans and records of other instrumentations, whose calls no tap sees. */
  readonly recorded: readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[];
}

type Call = (url: string, request: CanaryCase['request']) => Promise<unknown>;

const CALLS: Readonly<Record<Client, Call>> = {
  fetch: async (url, { headers, query, body }) => {
    const response = await fetch(url + query, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw Object.assign(new Error(`${response.status} ${text}`), { status: response.status });
    return text;
  },
  http: (url, { headers, query, body }) =>
    new Promise((resolve, reject) => {
      const request = http.request(
        url + query,
        { method: 'POST', headers, auth: headers.authorization },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve(text)).on('error', reject);
        },
      );
      request.setHeader('authorization', headers.authorization as string);
      request.on('error', reject).end(body);
    }),
  axios: async (url, { headers, query, body }) => (await axios.post(url + query, body, { headers })).data,
  http2: (url, { headers, query, body }) =>
    new Promise((resolve, reject) => {
      const { origin, pathname } = new URL(url);
      const session = connect(origin);
      session.on('error', reject);
      const stream = session.request({ ':path': pathname + query, ':method': 'POST', ...headers });
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      stream.on('error', reject).on('end', () => {
        session.close();
        resolve(text);
      });
      stream.end(body);
    }),
  websocket: (url, { headers, query, body }) =>
    new Promise((_resolve, reject) => {
      const socket = new WebSocket(url + query, { headers });
      socket.on('open', () => socket.send(body)).on('error', reject);
      socket.on('message', (message) => logger.warn(String(message)));
      socket.on('close', (code, reason) => reject(new Error(`closed with ${code}: ${reason}`)));
    }),
  openai: (url, { key, prompt, headers }) =>
    new OpenAI({ baseURL: url.replace('/chat/completions', ''), apiKey: key, maxRetries: 0 }).chat.completions.create(
      { model: 'm', messages: [{ role: 'user', content: prompt }] },
      { headers: { 'x-user': headers['x-user'] } },
    ),
  'openai-stream': async (url, { key, prompt }) => {
    const client = new OpenAI({ baseURL: url.replace('/chat/completions', ''), apiKey: key, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: prompt }];
    for await (const _ of await client.chat.completions.create({ model: 'm', messages, stream: true }));
  },
  anthropic: (url, { key, prompt }) =>
    new Anthropic({ baseURL: new URL(url).origin, apiKey: key, maxRetries: 0 }).messages.create({
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content: prompt }],
    }),
  coze: (url, { key, prompt }) =>
    new CozeAPI({ baseURL: new URL(url).origin, token: key }).workflows.runs.create({
      workflow_id: '7380000000000000005',
      parameters: { question: prompt },
    }),
};

const job = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Job;
const setup = process.env.SETUP ?? 'plugin';

const say = (...words: unknown[]) => {
  if (String(words[0]).startsWith('otel-llm-errors')) console.error(...words);
};
diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say }, DiagLogLevel.ALL);
const options = { instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] };
const sdk = new NodeSDK(setup === 'bare' ? options : withLlmErrors(options));
sdk.start();
const spool = setup === 'spool' ? startSpool({ directory: process.env.SPOOL as string }) : undefined;
const formats = [winston.format.splat(), ...(setup === 'bare' ? [] : [llmErrorFormat()])];
const logger = winston.createLogger({
  format: winston.format.combine(...(formats as [winston.Logform.Format])),
  transports: [new OpenTelemetryTransportV3()],
});
const tracer = trace.getTracer('app');

for (const { name, request } of job.cases) {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.input.messages': request.prompt,
  };
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  await context.with(trace.setSpan(context.active(), span), async () => {
    try {
      const answer = await CALLS[request.client](job.urls[name] as string, request);
      logger.error('not as it should be', { answer });
    } catch (error) {
      record(span, error);
    }
  });
  span.end();
}
await unreachable();
for (const { name, attributes } of job.recorded) recorded(name, attributes);
trip();
// Attempts that were given up are decided later; nothing here waits for them.
await new Promise((resolve) => setTimeout(resolve, 300));
const status = getStatus();
await Promise.race([sdk.shutdown(), new Promise((resolve) => setTimeout(resolve, 100_000))]);
await spool?.shutdown();
console.log(JSON.stringify({ failures: status.failures, trips: Object.keys(status.guardsTripped) }));
process.exit(0);

/** Records what was thrown in every way that programs do. */
function record(span: Span, error: unknown): void {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
  logger.error('call failed', { error });
  logger.error(error as Error);
  logger.error(String((error as Error).message));
  const { name, message, stack } = error as Error;
  logs.getLogger('app').emit({
    severityNumber: 17,
    body: message,
    attributes: { 'exception.type': name, 'exception.message': message, 'exception.stacktrace': stack ?? '' },
  });
}

/** Network failures, whose errors hold addresses, and whose URLs hold keys. */
async function unreachable(): Promise<void> {
  for (const { request, name } of job.cases.slice(0, 3)) {
    const span = tracer.startSpan(`unreachable ${name}`, { attributes: { 'gen_ai.operation.name': 'chat' } });
    const url = `http://${encodeURIComponent(request.key)}:x@localhost:11434/v1${request.query}`;
    await context.with(trace.setSpan(context.active(), span), async () => {
      await CALLS.http(url, request).catch((error) => record(span, Object.assign(error, { url })));
    });
    span.end();
  }
}

/** Spans and log records as other instrumentations write them. */
function recorded(name: string, attributes: Readonly<Record<string, string>>): void {
  const span = tracer.startSpan(name, {
    kind: SpanKind.CLIENT,
    attributes: { 'gen_ai.operation.name': 'chat', ...attributes },
  });
  span.setStatus({ code: SpanStatusCode.ERROR, message: String(attributes['exception.message']) });
  span.end();
  logs.getLogger('app').emit({ severityNumber: 17, body: attributes, attributes });
}

/** A hook of ours that throws says so: with the words of whoever made it throw. */
function trip(): void {
  if (setup === 'bare') return;
  const hostile = { level: 'error', [Symbol.for('level')]: 'error' };
  const said = job.recorded.map(({ attributes }) => attributes['exception.message']).join('\n    at ');
  Object.defineProperty(hostile, 'message', {
    enumerable: true,
    get() {
      throw new Error(said);
    },
  });
  llmErrorFormat().transform(hostile as unknown as { level: string; message: string });
}
