import { type AttemptFactory, readRequestHeaders } from './attempt-factory.ts';
import type { AttemptReader } from './attempt-reader.ts';
import { MethodShadow } from './method-shadow.ts';
import { RawHeaders } from './raw-headers.ts';
import { ChannelTap, Subscriptions } from './tap.ts';
import { UpgradedSockets } from './upgraded-sockets.ts';

/** What undici publishes of a request; the fields are the same in undici 6, 7 and 8. */
interface UndiciRequest {
  readonly origin: unknown;
  readonly path: unknown;
  /** Name, value, name, value … */
  readonly headers?: unknown;
  /** The protocol that the connection is to be used for. */
  readonly upgrade?: unknown;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
}

/**
 * Observes `fetch` and every undici client. The body is seen by shadowing methods of the one request: the channel for chunks
 * is missing from Node.js 20 and 22, and so our end comes before that of the instrumentation that ends the client span.
 */
export class UndiciTap extends ChannelTap {
  readonly name = 'undici';
  readonly #attempts: AttemptFactory;
  readonly #readers = new WeakMap<object, AttemptReader>();
  /** Requests whose chunks come through the shadow, not through the channel. */
  readonly #shadowed = new WeakSet<object>();
  readonly #onData = new MethodShadow(['onResponseData', 'onData'], (request, chunk) => this.#data(request, chunk));
  readonly #onEnd = new MethodShadow(['onResponseEnd', 'onComplete'], (request) => this.#complete(request));
  readonly #onError = new MethodShadow(['onResponseError', 'onError'], (request, error) =>
    this.#failed(request, error),
  );
  readonly #sockets = new UpgradedSockets();
  readonly #onUpgrade = new MethodShadow(['onRequestUpgrade', 'onUpgrade'], (request, _status, headers, socket) =>
    this.#upgraded(request as UndiciRequest, headers, socket as object),
  );
  protected readonly subscriptions = new Subscriptions({
    'undici:request:create': ({ request }: UndiciMessage) => this.#created(request),
    'undici:request:headers': (message: UndiciMessage & { response: { statusCode: number; headers: unknown } }) =>
      this.#headers(message.request, message.response),
    'undici:request:bodyChunkReceived': ({ request, chunk }: UndiciMessage & { chunk: unknown }) => {
      if (!this.#shadowed.has(request)) this.#data(request, chunk);
    },
    'undici:request:trailers': ({ request }: UndiciMessage) => this.#complete(request),
    'undici:request:error': ({ request, error }: UndiciMessage & { error: unknown }) => this.#failed(request, error),
  });

  constructor(attempts: AttemptFactory) {
    super();
    this.#attempts = attempts;
  }

  #created(request: UndiciRequest): void {
    const host = this.#attempts.wanted(String(request.origin));
    const reader = host && this.#attempts.begin(host, String(request.path), undefined);
    if (reader) this.#follow(request, reader);
  }

  #follow(request: UndiciRequest, reader: AttemptReader): void {
    this.#readers.set(request, reader);
    if (this.#onData.on(request)) this.#shadowed.add(request);
    this.#onEnd.on(request);
    this.#onError.on(request);
    if (request.upgrade) this.#onUpgrade.on(request);
  }

  #headers(request: UndiciRequest, response: { statusCode: number; headers: unknown }): void {
    // 1xx: the answer is yet to come.
    if (response.statusCode < 200) return;
    const headers = new RawHeaders(response.headers);
    let reader = this.#readers.get(request);
    if (!reader) {
      // The context that is active here is that of whoever opened the connection.
      reader = this.#attempts.beginLate(String(request.origin), String(request.path), headers);
      if (!reader) return;
      this.#follow(request, reader);
    }
    readHeaders(request, reader);
    reader.headersReceived(response.statusCode, headers);
  }

  #upgraded(request: UndiciRequest, rawHeaders: unknown, socket: object): void {
    const reader = this.#readers.get(request);
    if (!reader) return;
    readHeaders(request, reader);
    const messages = reader.upgraded(new RawHeaders(rawHeaders));
    if (messages) this.#sockets.follow(socket, messages);
  }

  #data(request: object, chunk: unknown): void {
    if (ArrayBuffer.isView(chunk)) this.#readers.get(request)?.data(chunk as Uint8Array);
  }

  #complete(request: object): void {
    this.#readers.get(request)?.complete();
  }

  #failed(request: object, error: unknown): void {
    const reader = this.#readers.get(request);
    if (!reader) return;
    readHeaders(request as UndiciRequest, reader);
    reader.failed(error);
  }
}

function readHeaders(request: UndiciRequest, reader: AttemptReader): void {
  const headers = new RawHeaders(request.headers);
  readRequestHeaders(reader, (name) => headers.get(name));
}
