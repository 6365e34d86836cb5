import { type AttemptFactory, readRequestHeaders } from './attempt-factory.ts';
import type { AttemptReader } from './attempt-reader.ts';
import { createMark } from './mark.ts';
import { LookupShadow, MethodShadow } from './method-shadow.ts';
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

/** Names of the method that takes a chunk, newest first. */
const CHUNK_METHODS = ['onResponseData', 'onData'];

/**
 * Observes `fetch` and every undici client by their channels. Two things these do not give. The chunks, where undici is older
 * than 7.11, as in Node.js 20 and 22: there, the method of the one request that takes them is shadowed. And to come before
 * the instrumentation that ends the client span, which may have subscribed first: so the one request tells when its end or
 * error is about to be handled, in a way that no stack of the caller's errors shows.
 */
export class UndiciTap extends ChannelTap {
  readonly name = 'undici';
  readonly #attempts: AttemptFactory;
  readonly #readers = createMark<AttemptReader>();
  /** Requests whose chunks come through the shadow, not through the channel. */
  readonly #shadowed = createMark<true>();
  readonly #onData = new MethodShadow(CHUNK_METHODS, (request, chunk) => this.#data(request, chunk));
  readonly #onEnd = new LookupShadow(['onResponseEnd', 'onComplete'], (request) => this.#ending(request));
  readonly #onError = new LookupShadow(['onResponseError', 'onError'], (request) => this.#failing(request));
  /** Client span → its request, which is failing. */
  readonly #requests = new WeakMap<object, UndiciRequest>();
  readonly #onException = new MethodShadow(['recordException'], (span, error) => this.#spanFailed(span, error));
  // Of an abort no exception is recorded.
  readonly #onSpanEnd = new MethodShadow(['end'], (span) => this.#spanFailed(span, undefined));
  readonly #sockets = new UpgradedSockets();
  readonly #onUpgrade = new MethodShadow(['onRequestUpgrade', 'onUpgrade'], (request, _status, headers, socket) =>
    this.#upgraded(request as UndiciRequest, headers, socket as object),
  );
  protected readonly subscriptions = new Subscriptions({
    'undici:request:create': ({ request }: UndiciMessage) => this.#created(request),
    'undici:request:headers': (message: UndiciMessage & { response: { statusCode: number; headers: unknown } }) =>
      this.#headers(message.request, message.response),
    'undici:request:bodyChunkReceived': ({ request, chunk }: UndiciMessage & { chunk: unknown }) => {
      if (!this.#shadowed.get(request)) this.#data(request, chunk);
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
    if (!publishesChunks(request) && this.#onData.on(request)) this.#shadowed.set(request, true);
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

  // Somebody who wraps the method looks it up too, when the request is made.
  #ending(request: object): void {
    if (this.#readers.get(request)?.answered) this.#complete(request);
  }

  /** The error is yet to be published; the instrumentation that has it first tells the client span of it. */
  #failing(request: object): void {
    const span = this.#readers.get(request)?.start.clientSpan;
    if (!span) return;
    this.#requests.set(span, request as UndiciRequest);
    this.#onException.on(span);
    this.#onSpanEnd.on(span);
  }

  #spanFailed(span: object, error: unknown): void {
    const request = this.#requests.get(span);
    if (request) this.#failed(request, error);
  }

  #failed(request: object, error: unknown): void {
    const reader = this.#readers.get(request);
    if (!reader) return;
    readHeaders(request as UndiciRequest, reader);
    reader.failed(error);
  }
}

const publishing = new WeakMap<object, boolean>();

/** Whether undici publishes the chunks of a request, which nothing but the text of its method tells beforehand. */
function publishesChunks(request: object): boolean {
  const methods = request as Record<string, unknown>;
  const method = CHUNK_METHODS.map((name) => methods[name]).find((each) => typeof each === 'function');
  if (typeof method !== 'function') return false;
  const known = publishing.get(method);
  if (known !== undefined) return known;
  const found = Function.prototype.toString.call(method).includes('bodyChunkReceived');
  publishing.set(method, found);
  return found;
}

function readHeaders(request: UndiciRequest, reader: AttemptReader): void {
  const headers = new RawHeaders(request.headers);
  readRequestHeaders(reader, (name) => headers.get(name));
}
