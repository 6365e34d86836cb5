import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf, readLogs, readPoints, readSpans } from '../../test/otlp/decode.ts';
import { decodeMsgpack } from './decode-msgpack.ts';
import type { Exported } from './exported.ts';

/** A back end on a loopback address for what is sent over HTTP: OTLP, and the agent of Datadog. */
export interface Collector {
  readonly url: string;
  readonly exported: readonly Exported[];
  close(): Promise<void>;
}

/** Starts a collector. */
export async function createCollector(): Promise<Collector> {
  const exported: Exported[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      try {
        exported.push(...read(request.url ?? '', String(request.headers['content-type']), body));
      } catch (error) {
        console.error(`The collector cannot read ${request.url}: ${error}`);
      }
      const answer = request.url === '/info' ? { endpoints: AGENT_ENDPOINTS } : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exported,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** What an agent of Datadog says that it takes. */
const AGENT_ENDPOINTS = ['/v0.4/traces', '/evp_proxy/v2/', '/info'];

const STATUS = ['unset', 'ok', 'error'] as const;

function read(path: string, type: string, body: Buffer): readonly Exported[] {
  const otlp = /^\/v1\/(traces|logs|metrics)$/.exec(path)?.[1] as 'traces' | 'logs' | 'metrics' | undefined;
  if (otlp)
    return readOtlp(otlp, type.startsWith('application/json') ? JSON.parse(String(body)) : decodeProtobuf(otlp, body));
  if (/^\/v0\.[345]\/traces/.test(path)) return readTraces(decodeMsgpack(body));
  if (path.includes('/llmobs')) return readLlmObs(JSON.parse(String(body)));
  return [];
}

function readOtlp(signal: 'traces' | 'logs' | 'metrics', request: unknown): readonly Exported[] {
  if (signal === 'traces') {
    return readSpans(request).map(({ scope, name, status, attributes, events }) => ({
      kind: 'span',
      scope,
      name,
      client: /instrumentation-(undici|http)$/.test(scope),
      status: STATUS[status.code] ?? 'unset',
      ...(status.message ? { message: status.message } : {}),
      fields: attributes,
      events: events.map((event) => ({ name: event.name, fields: event.attributes })),
    }));
  }
  if (signal === 'logs') {
    return readLogs(request).map(({ scope, eventName, severityNumber, body, attributes }) => ({
      kind: 'log',
      scope,
      name: eventName ?? '',
      client: eventName === 'llm_error.attempt_failed',
      status: severityNumber >= 13 ? 'error' : 'unset',
      message: String(body ?? ''),
      fields: attributes,
    }));
  }
  return readPoints(request).map(({ scope, metric, attributes }) => ({
    kind: 'metric',
    scope,
    name: metric,
    status: 'unset',
    fields: attributes,
  }));
}

const BELOW_HTTP = /^(tcp|dns|tls)\./;

interface DatadogSpan {
  readonly name: string;
  readonly resource: string;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

function readTraces(traces: unknown): readonly Exported[] {
  // Below HTTP, a connection tells nothing of a call.
  const spans = (traces as readonly (readonly DatadogSpan[])[]).flat().filter(({ name }) => !BELOW_HTTP.test(name));
  return spans.map(({ name, resource, error, meta, metrics }) => ({
    kind: 'span',
    scope: 'dd-trace',
    name: `${name} ${resource}`,
    client: ['http.request', 'undici.request', 'fetch.request'].includes(name) || meta.component === 'fetch',
    status: error ? 'error' : 'unset',
    fields: { ...meta, ...metrics },
  }));
}

interface LlmObsBatch {
  readonly spans?: readonly {
    readonly name: string;
    readonly status: string;
    readonly meta: Readonly<Record<string, unknown>>;
    readonly tags?: readonly string[];
  }[];
}

function readLlmObs(sent: unknown): readonly Exported[] {
  const batches = (Array.isArray(sent) ? sent : [sent]) as readonly LlmObsBatch[];
  return batches
    .flatMap(({ spans = [] }) => spans)
    .map(({ name, status, meta, tags = [] }) => {
      const labelled = Object.fromEntries(tags.map((tag) => [tag.split(':', 1)[0], tag.slice(tag.indexOf(':') + 1)]));
      return {
        kind: 'span',
        scope: 'llmobs',
        name,
        status: status === 'error' ? 'error' : 'ok',
        fields: { ...labelled, ...meta },
      };
    });
}
