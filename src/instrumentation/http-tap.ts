import { context, type Span, trace } from '@opentelemetry/api';
import { isHttpClientSpan } from '../telemetry/llm-span.ts';
import { readable } from '../telemetry/sdk-types.ts';
import { type AttemptFactory, readRequestHeaders } from './attempt-factory.ts';
import type { AttemptReader } from './attempt-reader.ts';
import { createMark } from './mark.ts';
import { LookupShadow, MethodShadow } from './method-shadow.ts';
import { RawHeaders } from './raw-headers.ts';
import { ChannelTap, Subscriptions } from './tap.ts';
import { UpgradedSockets } from './upgraded-sockets.ts';

/** What is used of a `ClientRequest`. */
interface HttpRequest {
  readonly host?: string;
  readonly protocol?: string;
  readonly path?: string;
  readonly socket?: { readonly readableEnded?: boolean; readonly errored?: unknown } | null;
  /** The `timeout` option in milliseconds. */
  readonly timeout?: number;
  /** Whether the connection was handed over to the program, and the answer that did so. */
  readonly upgradeOrConnect?: boolean;
  readonly res?: HttpResponse | null;
  getHeader(name: string): unknown;
}

/** What is used of an `IncomingMessage`. */
interface HttpResponse {
  readonly statusCode: number;
  readonly rawHeaders: readonly string[];
  readonly complete: boolean;
  readonly destroyed?: boolean;
  /** What it was destroyed with; null for nothing. */
  readonly errored: unknown;
}

interface HttpMessage {
  readonly request: HttpRequest;
}

/** A request and its answer, known by the answer. */
interface Exchange {
  readonly request: HttpRequest;
  readonly reader: AttemptReader;
}

/**
 * Observes node:http and node:https, and what is built on them (axios, node-fetch, got). The body is seen by shadowing `push`
 * of the one answer: a `data` listener would change how the program reads.
 */
export class HttpTap extends ChannelTap {
  readonly name = 'http';
  readonly #attempts: AttemptFactory;
  readonly #readers = createMark<AttemptReader>();
  readonly #exchanges = createMark<Exchange>();
  readonly #onPush = new MethodShadow(['push'], (response, chunk, encoding) => this.#pushed(response, chunk, encoding));
  // Before the error event of a cut answer, at which the instrumentation ends its span. Streams look it up to destroy.
  readonly #onDestroy = new LookupShadow(['_destroy'], (response) => this.#closed(response as HttpResponse));
  readonly #sockets = new UpgradedSockets();
  readonly #onEmit = new LookupShadow(['emit'], (request) => this.#emitting(request as HttpRequest));
  protected readonly subscriptions = new Subscriptions({
    // From Node.js 22 on; there the instrumentation's span is active.
    'http.client.request.created': ({ request }: HttpMessage) => this.#created(request),
    'http.client.request.start': ({ request }: HttpMessage) => this.#created(request),
    'http.client.response.finish': (message: HttpMessage & { response: HttpResponse }) =>
      this.#headers(message.request, message.response),
    'http.client.request.error': ({ request, error }: HttpMessage & { error: unknown }) => this.#failed(request, error),
  });

  constructor(attempts: AttemptFactory) {
    super();
    this.#attempts = attempts;
  }

  #created(request: HttpRequest): void {
    if (this.#readers.get(request)) return;
    const host = this.#attempts.wanted(originOf(request));
    const reader = host && this.#attempts.begin(host, request.path ?? '/', activeClientSpan());
    if (!reader) return;
    this.#readers.set(request, reader);
    // No channel tells of an answer that opens a connection.
    if (request.getHeader('upgrade') !== undefined) this.#onEmit.on(request);
  }

  #headers(request: HttpRequest, response: HttpResponse): void {
    const headers = new RawHeaders(response.rawHeaders);
    const reader =
      this.#readers.get(request) ??
      this.#attempts.beginLate(originOf(request), request.path ?? '/', headers, context.active());
    if (!reader) return;
    this.#readers.set(request, reader);
    this.#exchanges.set(response, { request, reader });
    readRequestHeaders(reader, (name) => request.getHeader(name));
    reader.headersReceived(response.statusCode, headers);
    this.#onPush.on(response);
    this.#onDestroy.on(response);
  }

  /** The first event after the connection has been handed over is `upgrade`. */
  #emitting(request: HttpRequest): void {
    const { upgradeOrConnect, res, socket } = request;
    const reader = upgradeOrConnect && res && socket ? this.#readers.get(request) : undefined;
    if (!reader || !res || !socket) return;
    readRequestHeaders(reader, (name) => request.getHeader(name));
    const messages = reader.upgraded(new RawHeaders(res.rawHeaders));
    if (messages) this.#sockets.follow(socket, messages);
  }

  #pushed(response: object, chunk: unknown, encoding: unknown): void {
    const { reader } = this.#exchanges.get(response) ?? {};
    if (!reader) return;
    if (chunk === null) {
      if ((response as HttpResponse).complete) reader.complete();
    } else if (typeof chunk === 'string') reader.data(Buffer.from(chunk, (encoding as BufferEncoding) ?? 'utf8'));
    else if (ArrayBuffer.isView(chunk)) reader.data(chunk as Uint8Array);
  }

  #closed(response: HttpResponse): void {
    // Looked up by somebody else, who inspects or wraps it: the answer goes on.
    if (response.destroyed === false) return;
    const { request, reader } = this.#exchanges.get(response) ?? {};
    if (!request || !reader) return;
    if (response.complete) reader.complete();
    else this.#cut(request, reader, response.errored ?? undefined);
  }

  #failed(request: HttpRequest, error: unknown): void {
    const reader = this.#readers.get(request);
    if (!reader) return;
    readRequestHeaders(reader, (name) => request.getHeader(name));
    this.#cut(request, reader, error);
  }

  #cut(request: HttpRequest, reader: AttemptReader, error: unknown): void {
    if (request.timeout !== undefined && request.timeout > 0) reader.deadline ??= request.timeout;
    reader.failed(endedHere(request, error) ? undefined : error);
  }
}

/**
 * Whether the program destroyed the request: Node.js then says the same `socket hang up` as for a peer that went away, but
 * the socket neither ended nor failed.
 */
function endedHere(request: HttpRequest, error: unknown): boolean {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (error !== undefined && error !== null && (code !== 'ECONNRESET' || errno !== undefined)) return false;
  return !request.socket?.readableEnded && !request.socket?.errored;
}

function originOf(request: HttpRequest): string {
  const host = request.host ?? '';
  // The port stands in no other place that can be read.
  const named = request.getHeader('host');
  return `${request.protocol ?? 'http:'}//${typeof named === 'string' && named.startsWith(`${host}:`) ? named : host}`;
}

/** The span of the http instrumentation, which makes the request inside it. */
function activeClientSpan(): Span | undefined {
  const span = trace.getSpan(context.active());
  return span && isHttpClientSpan(readable(span)) ? span : undefined;
}
