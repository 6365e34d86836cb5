import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  decodeProtobuf,
  type OtlpSignal,
  type ReceivedLog,
  type ReceivedPoint,
  type ReceivedSpan,
  readLogs,
  readPoints,
  readSpans,
} from './decode.ts';

/** An OTLP/HTTP back end on a loopback address, which keeps everything it is sent. */
export interface OtlpReceiver {
  /** `http://127.0.0.1:<port>`: the value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  /** Data points in the order they came; cumulative series repeat. */
  readonly metrics: readonly ReceivedPoint[];
  /** Requests per signal, refused ones included. */
  readonly requests: Readonly<Record<OtlpSignal, number>>;
  /** Forgets what it was sent. */
  clear(): void;
  close(): Promise<void>;
}

export interface OtlpReceiverOptions {
  /** Port to listen on; by default a free one. */
  readonly port?: number;
  /** The HTTP status to answer with; what is not answered with 200 is not kept. */
  readonly respond?: (signal: OtlpSignal) => number;
}

/** Starts an OTLP/HTTP receiver for protobuf and JSON, plain and gzip, on 127.0.0.1. */
export async function createOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const metrics: ReceivedPoint[] = [];
  const requests = { traces: 0, logs: 0, metrics: 0 };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const signal = /^\/v1\/(traces|logs|metrics)$/.exec(request.url ?? '')?.[1] as OtlpSignal | undefined;
    if (!signal) {
      response.writeHead(404).end();
      return;
    }
    requests[signal] += 1;
    const status = options.respond?.(signal) ?? 200;
    if (status !== 200) {
      response.writeHead(status).end();
      return;
    }
    const type = String(request.headers['content-type']);
    const isJson = type.startsWith('application/json');
    const decoded = isJson ? JSON.parse(body.toString('utf8')) : decodeProtobuf(signal, body);
    if (signal === 'traces') spans.push(...readSpans(decoded));
    if (signal === 'logs') logs.push(...readLogs(decoded));
    if (signal === 'metrics') metrics.push(...readPoints(decoded));
    // Success is an empty Export…ServiceResponse: no bytes in protobuf, `{}` in JSON.
    response.writeHead(200, { 'content-type': type }).end(isJson ? '{}' : '');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    metrics,
    requests,
    clear() {
      for (const kept of [spans, logs, metrics]) kept.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The last value of each series of a metric, over all that was received: cumulative counters are sent again and again. */
export function latestPoints(points: readonly ReceivedPoint[], metric: string): readonly ReceivedPoint[] {
  const series = new Map<string, ReceivedPoint>();
  for (const point of points) {
    if (point.metric === metric) series.set(JSON.stringify(Object.entries(point.attributes).sort()), point);
  }
  return [...series.values()];
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
