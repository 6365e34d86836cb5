import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { CanaryCase } from './cases.ts';

export interface CanaryServer {
  /** Name of the case → URL to call. */
  readonly urls: Readonly<Record<string, string>>;
  /** For `OTEL_LLM_ERRORS_HOSTS`. */
  readonly hosts: string;
  close(): Promise<void>;
}

/** Plays every case on 127.0.0.1, each provider on a port of its own, because answers are read by who gave them. */
export async function startCanaryServer(cases: readonly CanaryCase[]): Promise<CanaryServer> {
  const byKey = new Map(cases.map((each) => [each.request.key, each]));
  const servers: { close(): void; closeAllConnections?(): void }[] = [];
  const hosts: string[] = [];
  const ports = new Map<string, number>();
  for (const { provider, request } of cases) {
    const kind = request.client === 'http2' ? `${provider} 2` : provider;
    if (ports.has(kind)) continue;
    const server = request.client === 'http2' ? http2Server(byKey) : http1Server(byKey);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    servers.push(server);
    ports.set(kind, port);
    hosts.push(`127.0.0.1:${port}=${provider}`);
  }
  const urlOf = ({ provider, path, request }: CanaryCase) => {
    const port = ports.get(request.client === 'http2' ? `${provider} 2` : provider);
    return `${request.client === 'websocket' ? 'ws' : 'http'}://127.0.0.1:${port}${path}`;
  };
  return {
    urls: Object.fromEntries(cases.map((each) => [each.name, urlOf(each)])),
    hosts: hosts.join(','),
    async close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections?.();
      }
    },
  };
}

type Cases = ReadonlyMap<string, CanaryCase>;

function keyIn(headers: Readonly<Record<string, unknown>>): string {
  return String(headers.authorization ?? headers['x-api-key'] ?? '').replace(/^Bearer /, '');
}

function http1Server(cases: Cases): Server {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', async () => {
      // The Anthropic SDK has its key in a header of its own.
      const found = cases.get(keyIn(request.headers)) ?? cases.get(String(request.headers['x-api-key']));
      if (!found) return void response.writeHead(404).end('no such case');
      const { status, headers, chunks, cut } = found.answer;
      response.writeHead(status, headers);
      for (const chunk of chunks) {
        response.write(Buffer.from(chunk, 'base64'));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      // Late enough for a busy client to have read what came before: what it throws must be the same in every run.
      if (cut) setTimeout(() => response.destroy(), 1000);
      else response.end();
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const found = cases.get(keyIn(request.headers));
    for (const chunk of found?.answer.chunks ?? []) socket.send(Buffer.from(chunk, 'base64').toString());
    setTimeout(() => socket.close(1011, found?.answer.reason), 20);
  });
  return server;
}

function http2Server(cases: Cases) {
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    stream.resume();
    const answer = cases.get(keyIn(headers))?.answer;
    stream.respond({ ':status': answer?.status ?? 404, ...answer?.headers });
    stream.end(Buffer.concat((answer?.chunks ?? []).map((chunk) => Buffer.from(chunk, 'base64'))));
  });
  return server;
}
