import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PerMessageDeflateOptions, type WebSocket, WebSocketServer } from 'ws';

type Play = (socket: WebSocket) => void;

/** A WebSocket server on a free port of 127.0.0.1; what it plays stands by path, and other paths are refused with 401. */
export class WebSocketLoopback {
  readonly #server: Server;
  readonly #sockets: WebSocketServer;

  constructor(plays: Readonly<Record<string, Play>>, perMessageDeflate: boolean | PerMessageDeflateOptions = false) {
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate });
    this.#server = createServer();
    this.#server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      const play = plays[String(request.url).replace(/\?.*$/, '')];
      if (play) this.#sockets.handleUpgrade(request, socket, head, play);
      else {
        const body = '{"message":"HMAC signature cannot be verified"}';
        socket.end(
          `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      }
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
