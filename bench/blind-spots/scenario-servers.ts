import http, { type ServerResponse } from 'node:http';
import http2, { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { type Answer, type Scenario, scenarios } from './scenarios.ts';

/** The providers of a run, on loopback addresses. */
export interface ScenarioServers {
  /** Host and port → provider. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Where a program makes the call of a scenario. */
  urlOf(scenario: Scenario): string;
  close(): Promise<void>;
}

/** Starts providers that answer `/<index of the scenario>/…` with its answers, each request with the next one. */
export async function createScenarioServers(): Promise<ScenarioServers> {
  const turns = scenarios.map(() => 0);
  const next = (path: string | undefined): Answer => {
    const index = Number(path?.split('/')[1]);
    const answers = scenarios[index]?.answers ?? [];
    const turn = turns[index] ?? 0;
    turns[index] = turn + 1;
    return answers[Math.min(turn, answers.length - 1)] ?? { status: 404, body: '' };
  };
  const sessions = new Set<ServerHttp2Session>();
  const overHttp2 = http2.createServer();
  overHttp2.on('session', (session) => sessions.add(session.on('error', () => {})));
  overHttp2.on('stream', (stream, headers) => answerStream(stream.resume(), next(headers[':path'])));

  const providers = ['openai', 'minimax', 'dashscope', 'coze'] as const;
  const overHttp = providers.map(() => {
    const server = http.createServer((request, response) => void answer(response, next(request.resume().url)));
    new WebSocketServer({ server }).on('connection', (socket, request) => {
      const { body } = next(request.url);
      socket.on('message', () => {
        socket.send(String(body));
        socket.close();
      });
    });
    return server;
  });
  const [httpHosts, http2Host] = await Promise.all([Promise.all(overHttp.map(listen)), listen(overHttp2)]);
  const hostOf = ({ call, provider }: Scenario) =>
    call === 'http2' ? http2Host : httpHosts[providers.indexOf(provider)];
  return {
    hosts: Object.fromEntries(scenarios.map((scenario) => [hostOf(scenario), scenario.provider])),
    urlOf(scenario) {
      const protocol = scenario.call === 'websocket' ? 'ws' : 'http';
      return `${protocol}://${hostOf(scenario)}/${scenarios.indexOf(scenario)}/v1`;
    },
    async close() {
      for (const session of sessions) session.destroy();
      for (const server of overHttp) server.closeAllConnections();
      await Promise.all([overHttp2, ...overHttp].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Pick<Server, 'listen' | 'address'>): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(response: ServerResponse, { status, headers, body, end }: Answer): Promise<void> {
  response.writeHead(status, headers);
  const parts = Array.isArray(body) ? (body as readonly (string | Buffer)[]) : [body as string | Buffer];
  for (const part of parts) {
    const isLast = part === parts.at(-1);
    // With its last part a stream ends, so that no caller can be faster.
    if (isLast && end === undefined) response.end(part);
    else response.write(part);
    if (!isLast || end === 'cut') await sleep(20);
  }
  if (end === 'cut') response.destroy();
}

function answerStream(stream: ServerHttp2Stream, { status, headers, body }: Answer): void {
  stream.on('error', () => {});
  stream.respond({ ':status': status, ...headers });
  stream.end(String(body));
}
