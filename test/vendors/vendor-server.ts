import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { coze } from './coze.ts';
import { dashscope } from './dashscope.ts';
import { minimax } from './minimax.ts';
import { scenarioOf } from './scenario.ts';
import { type SeedRow, seedRows, type VendorName } from './seed-rows.ts';
import type { Surface, Vendor, VendorAnswer } from './vendor.ts';

/** The vendors that can be played. */
export const vendors: Readonly<Record<VendorName, Vendor>> = { minimax, dashscope, coze };

/** One answer that a vendor gave: the truth that telemetry is measured by. */
export interface ServedAnswer {
  readonly vendor: VendorName;
  readonly surface: string;
  readonly path: string;
  readonly httpStatus: number;
  readonly requestId: string;
  /** The failure in the answer, if it had one. */
  readonly row?: SeedRow;
}

/** A vendor on a loopback address. */
export interface VendorServer {
  readonly vendor: VendorName;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Everything answered so far, in order. */
  readonly served: readonly ServedAnswer[];
  close(): Promise<void>;
}

export interface VendorServerOptions {
  readonly vendor: VendorName;
  /** Compress JSON when the client accepts it; by default as the vendor does. */
  readonly compress?: boolean;
  /** Milliseconds between the chunks of a stream. */
  readonly chunkDelay?: number;
}

/** Plays a vendor on a free port of 127.0.0.1. Which failure a request gets stands in its API key: see `keyFor`. */
export async function createVendorServer(options: VendorServerOptions): Promise<VendorServer> {
  const vendor = vendors[options.vendor];
  const compress = options.compress ?? vendor.compresses;
  const served: ServedAnswer[] = [];
  const seen = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = parseObject(text);
    const streaming = body.stream === true || request.headers['x-dashscope-sse'] === 'enable';
    const surface = vendor.surfaces.find((candidate) => covers(candidate, path, streaming));
    if (!surface) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      return;
    }
    const key = keyOf(request);
    const scenario = scenarioOf(key);
    // A task is asked for again and again: its path belongs to what is counted.
    const counter = `${surface.name} ${path} ${key}`;
    const count = (seen.get(counter) ?? 0) + 1;
    seen.set(counter, count);
    const requestId = vendor.newRequestId();
    const call = { path, query, body, requestId };
    const failing = scenario?.surface === surface.name && count <= (scenario.times ?? Number.POSITIVE_INFINITY);
    const row = failing ? seedRows.find((candidate) => candidate.id === scenario.row) : undefined;
    const waiting = count === 1 ? surface.pending?.(call) : undefined;
    const answer = waiting ?? (row ? surface.fail(call, row) : surface.succeed(call));
    served.push({
      vendor: vendor.name,
      surface: surface.name,
      path,
      httpStatus: answer.status,
      requestId,
      ...(row && !waiting ? { row } : {}),
    });
    const encodings = compress ? String(request.headers['accept-encoding'] ?? '') : '';
    await send(response, answer, encodings, options.chunkDelay ?? 2);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    vendor: vendor.name,
    url: `http://${host}`,
    host,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function covers(surface: Surface, path: string, streaming: boolean): boolean {
  if (surface.stream !== undefined && surface.stream !== streaming) return false;
  const wanted = surface.path.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index]);
}

function keyOf(request: IncomingMessage): string {
  const { authorization, 'x-api-key': apiKey } = request.headers;
  return authorization?.replace(/^Bearer /, '') ?? String(apiKey ?? '');
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function send(response: ServerResponse, answer: VendorAnswer, encodings: string, delay: number): Promise<void> {
  if (typeof answer.body !== 'string') {
    response.writeHead(answer.status, answer.headers);
    for (const chunk of answer.body) {
      response.write(chunk);
      await sleep(delay);
    }
    response.end();
    return;
  }
  const plain = Buffer.from(answer.body);
  const [encoding, bytes] = compressed(plain, encodings);
  response.writeHead(answer.status, { ...answer.headers, ...encoding, 'content-length': bytes.length });
  response.end(bytes);
}

function compressed(bytes: Buffer, encodings: string): readonly [Readonly<Record<string, string>>, Buffer] {
  if (/\bbr\b/.test(encodings)) return [{ 'content-encoding': 'br' }, brotliCompressSync(bytes)];
  if (/\bgzip\b/.test(encodings)) return [{ 'content-encoding': 'gzip' }, gzipSync(bytes)];
  if (/\bdeflate\b/.test(encodings)) return [{ 'content-encoding': 'deflate' }, deflateSync(bytes)];
  return [{}, bytes];
}
