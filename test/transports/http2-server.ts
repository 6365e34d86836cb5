import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

type Answer = (stream: ServerHttp2Stream) => void;

/** A server of HTTP/2 without TLS on a free port of 127.0.0.1, whose answers stand by path. */
export class Http2Loopback {
  readonly #server: Http2Server;
  readonly #sessions = new Set<{ destroy(): void }>();

  constructor(answers: Readonly<Record<string, Answer>>) {
    this.#server = createServer();
    this.#server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('error', () => {});
    });
    this.#server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      stream.resume();
      const answer = answers[String(headers[':path']).replace(/\?.*$/, '')];
      if (answer) answer(stream);
      else stream.respond({ ':status': 404 }, { endStream: true });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
