import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf, type ReceivedLog, readLogs } from '../../otlp/decode.ts';

/** One export request, as a mode of the back end sees it. */
export interface Export {
  readonly logs: readonly ReceivedLog[];
  readonly bytes: number;
  readonly response: ServerResponse;
  /** Keeps records, as a back end does before it answers. */
  store(logs: readonly ReceivedLog[]): void;
  /** Notes records as refused for good. */
  refuse(logs: readonly ReceivedLog[]): void;
}

/** How the back end treats an export request. */
export type Mode = (request: Export) => void | Promise<void>;

/** An OTLP/HTTP log back end on a loopback address that fails in the ways real ones do. */
export interface BackEnd {
  /** `http://127.0.0.1:<port>`: the value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** What it kept, in order; what came twice is there twice. */
  readonly stored: readonly ReceivedLog[];
  /** What it refused for good, by `llm_error.request_id`. */
  readonly refused: ReadonlySet<string>;
  /** When export requests for logs came, in milliseconds since the epoch. */
  readonly requests: readonly number[];
  /** Changes its ways; `undefined`: nobody listens on the port. Connections that are open are cut. */
  become(mode: Mode | undefined): Promise<void>;
  close(): Promise<void>;
}

/** Starts a back end on a free port of 127.0.0.1; it keeps everything until it becomes something else. */
export async function createBackEnd(initial?: Mode): Promise<BackEnd> {
  const stored: ReceivedLog[] = [];
  const refused = new Set<string>();
  const requests: number[] = [];
  let mode: Mode | undefined = initial ?? ok;
  let server: Server | undefined;
  let port = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { logs, bytes } = await readExport(request);
    if (request.url !== '/v1/logs') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    requests.push(Date.now());
    await mode?.({
      logs,
      bytes,
      response,
      store: (kept) => void stored.push(...kept),
      refuse: (lost) => {
        for (const log of lost) refused.add(requestIdOf(log));
      },
    });
  }

  async function open(): Promise<void> {
    server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    const { promise, resolve, reject } = withResolvers();
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
    await promise;
    port = (server.address() as AddressInfo).port;
  }

  async function shut(): Promise<void> {
    const { promise, resolve } = withResolvers();
    if (server) server.close(() => resolve()).closeAllConnections();
    else resolve();
    server = undefined;
    await promise;
  }

  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    stored,
    refused,
    requests,
    async become(next) {
      mode = next;
      await shut();
      if (next) await open();
    },
    close: shut,
  };
}

/** The id that the vendor gave the failed call: the same in the vendor's books, the program's and the back end's. */
export function requestIdOf(log: ReceivedLog): string {
  return String(log.attributes['llm_error.request_id']);
}

/** Keeps everything. */
export const ok: Mode = ({ logs, response, store }) => {
  store(logs);
  answer(response, 200, {});
};

/** Accepts the request and never answers. */
export const hung: Mode = () => {};

/** Keeps everything, and says so late: a client that waits less long sends it again. */
export function slow(millis: number): Mode {
  return async (request) => {
    request.store(request.logs);
    await sleep(millis, undefined, { ref: false });
    answer(request.response, 200, {});
  };
}

/** Refuses for now, or says so: nothing is kept. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Mode {
  return ({ response }) => answer(response, code, { code: 14, message: 'try again' }, headers);
}

/** Refuses requests above a size. */
export function tooLargeAbove(bytes: number): Mode {
  return (request) => {
    if (request.bytes <= bytes) return ok(request);
    if (request.logs.length === 1) request.refuse(request.logs);
    return answer(request.response, 413, {});
  };
}

/** Refuses a whole request that has one of these records in it, without a word about which. */
export function poisonedBy(isPoison: (log: ReceivedLog) => boolean): Mode {
  return (request) => {
    const poison = request.logs.filter(isPoison);
    if (poison.length === 0) return ok(request);
    request.refuse(poison);
    return answer(request.response, 400, { code: 3, message: 'bad record' });
  };
}

/** Keeps the others, and says how many it rejected: the protocol forbids to send those again. */
export function rejecting(isRejected: (log: ReceivedLog) => boolean): Mode {
  return ({ logs, response, store, refuse }) => {
    const rejected = logs.filter(isRejected);
    store(logs.filter((log) => !isRejected(log)));
    refuse(rejected);
    const rejectedLogRecords = String(rejected.length);
    answer(
      response,
      200,
      rejected.length > 0 ? { partialSuccess: { rejectedLogRecords, errorMessage: 'too old' } } : {},
    );
  };
}

/** Keeps everything, and loses the connection in the middle of its answer. */
export const reset: Mode = async ({ logs, response, store }) => {
  store(logs);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"partialSuc');
  await sleep(20);
  response.socket?.resetAndDestroy();
};

/** Speaks something that is not HTTP. */
export const garbage: Mode = ({ response }) => {
  response.socket?.end('\x15\x03\x01\x00\x02\x02\x46 SSH-2.0-surprise\r\n\r\n');
};

/** Keeps everything and answers 200, but not in the words of the protocol. */
export const prose: Mode = ({ logs, response, store }) => {
  store(logs);
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>thank you');
};

function answer(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = String(response.req.headers['content-type']);
  // In protobuf, success is no bytes, and what an error says is not read.
  const text = type.startsWith('application/json') ? JSON.stringify(body) : '';
  response.writeHead(code, { 'content-type': type, ...headers }).end(text);
}

async function readExport(request: IncomingMessage): Promise<{ logs: readonly ReceivedLog[]; bytes: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const sent = Buffer.concat(chunks);
  if (request.url !== '/v1/logs') return { logs: [], bytes: sent.length };
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  const isJson = String(request.headers['content-type']).startsWith('application/json');
  return { logs: readLogs(isJson ? JSON.parse(body.toString()) : decodeProtobuf('logs', body)), bytes: sent.length };
}

// Promise.withResolvers came with Node.js 22.
function withResolvers() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
