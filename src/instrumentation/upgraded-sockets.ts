import { LookupShadow, MethodShadow } from './method-shadow.ts';
import type { WebSocketReader } from './websocket-reader.ts';

const HUNG_UP = { code: 'ECONNRESET', message: 'The server hung up without a close frame' };

/** What is used of a socket. */
interface Socket {
  readonly destroyed?: boolean;
  readonly errored?: unknown;
}

/**
 * Observes the sockets of open WebSockets, whichever client reads them, by shadowing methods of the one socket: `emit` shows
 * the bytes when the program gets them, those too that came along with the handshake. It is shadowed as long as bytes come.
 */
export class UpgradedSockets {
  readonly #readers = new WeakMap<object, WebSocketReader>();
  readonly #onEmit = new MethodShadow(['emit'], (socket, event, value) => this.#emitted(socket, event, value));
  readonly #onDestroy = new LookupShadow(['_destroy'], (socket) => this.#destroyed(socket as Socket));
  readonly #onWrite = new MethodShadow(['write'], (socket, chunk) => {
    if (ArrayBuffer.isView(chunk)) this.#readers.get(socket)?.sent(chunk as Uint8Array);
  });

  follow(socket: object, reader: WebSocketReader): void {
    this.#readers.set(socket, reader);
    this.#onEmit.on(socket);
    this.#onDestroy.on(socket);
    this.#onWrite.on(socket);
  }

  #emitted(socket: object, event: unknown, value: unknown): void {
    const reader = this.#readers.get(socket);
    if (!reader) return;
    if (event === 'data') {
      if (Buffer.isBuffer(value)) reader.received(value);
    } else if (event === 'end') reader.cut(HUNG_UP);
  }

  #destroyed(socket: Socket): void {
    // Looked up by somebody else, who inspects or wraps it: the connection goes on.
    if (socket.destroyed === false) return;
    this.#onEmit.off(socket);
    if (socket.errored) this.#readers.get(socket)?.cut(socket.errored);
    this.#readers.get(socket)?.gone();
  }
}
