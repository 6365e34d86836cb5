import { guard } from '../telemetry/guard.ts';
import { type AttemptFactory, readRequestHeaders } from './attempt-factory.ts';
import type { AttemptReader } from './attempt-reader.ts';
import { Http2RequestPatch, publishesHttp2Streams } from './http2-request-patch.ts';
import { LookupShadow, MethodShadow } from './method-shadow.ts';
import { RawHeaders } from './raw-headers.ts';
import { Subscriptions, type Tap } from './tap.ts';

/** What is used of a `ClientHttp2Stream`. */
export interface Http2Stream {
  readonly sentHeaders?: Readonly<Record<string, unknown>>;
  readonly session?: { readonly socket?: { readonly destroyed?: boolean } };
  readonly rstCode?: number;
}

const EVENTS: ReadonlySet<unknown> = new Set(['response', 'data', 'end', 'error', 'close']);

/** One stream under way. */
interface Exchange {
  readonly reader: AttemptReader;
  answered: boolean;
  /** The program gave the stream up. */
  closedHere: boolean;
  /** Bytes of the answer that are still to come; NaN where it does not say its length. */
  rest: number;
}

/**
 * Observes client streams of node:http2, which the AWS SDK calls Bedrock over. The answer is seen by shadowing `emit` of the
 * one stream: a listener would change how the program reads.
 */
export class Http2Tap implements Tap {
  readonly name = 'http2';
  readonly #attempts: AttemptFactory;
  readonly #exchanges = new WeakMap<object, Exchange>();
  readonly #onEmit = new MethodShadow(['emit'], (stream, event, value) =>
    this.#emitted(stream as Http2Stream, event, value),
  );
  readonly #onClose = new MethodShadow(['close'], (stream) => this.#givenUp(stream));
  // Node.js makes the error of a stream that was reset while it destroys it: none of ours may stand in its stack.
  readonly #onDestroy = new LookupShadow(['_destroy'], (stream) => this.#givenUp(stream));
  readonly #source: Pick<Tap, 'enable' | 'disable'>;

  constructor(attempts: AttemptFactory) {
    this.#attempts = attempts;
    this.#source = publishesHttp2Streams(process.versions.node)
      ? new Subscriptions({
          'http2.client.stream.created': ({ stream }: { stream: Http2Stream }) => this.#created(stream),
        })
      : new Http2RequestPatch(guard('http2 request', (stream) => this.#created(stream as Http2Stream)));
  }

  enable(): void {
    this.#source.enable();
  }

  disable(): void {
    this.#source.disable();
  }

  #created(stream: Http2Stream): void {
    if (this.#exchanges.has(stream)) return;
    const headers = stream.sentHeaders ?? {};
    const authority = headers[':authority'] ?? headers.host;
    if (typeof authority !== 'string') return;
    const host = this.#attempts.wanted(`${headers[':scheme'] ?? 'https'}://${authority}`);
    // undici speaks HTTP/2 too, and has a tap of its own. gRPC says its failures in trailers, in a format of its own.
    if (!host || ofUndici(stream.session) || isGrpc(headers['content-type'])) return;
    const reader = this.#attempts.begin(host, String(headers[':path'] ?? '/'), undefined);
    if (!reader) return;
    readRequestHeaders(reader, (name) => headers[name]);
    this.#exchanges.set(stream, { reader, answered: false, closedHere: false, rest: Number.NaN });
    this.#onEmit.on(stream);
    this.#onClose.on(stream);
    this.#onDestroy.on(stream);
  }

  #givenUp(stream: Http2Stream): void {
    const exchange = this.#exchanges.get(stream);
    // Node.js closes the streams of a connection that is gone itself.
    // So it does with a stream that the server reset, whose code is set by then.
    if (exchange && !stream.rstCode && stream.session?.socket?.destroyed === false) exchange.closedHere = true;
  }

  #emitted(stream: Http2Stream, event: unknown, value: unknown): void {
    const exchange = EVENTS.has(event) ? this.#exchanges.get(stream) : undefined;
    if (!exchange) return;
    const { reader } = exchange;
    if (event === 'response') {
      exchange.answered = true;
      exchange.rest = Number((value as { 'content-length'?: unknown })['content-length'] ?? Number.NaN);
      const headers = value as Readonly<Record<string, unknown>>;
      reader.headersReceived(Number(headers[':status']), new RawHeaders(headers));
    } else if (event === 'data') {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      if (!ArrayBuffer.isView(bytes)) return;
      exchange.rest -= bytes.byteLength;
      reader.data(bytes as Uint8Array);
    } else if (event === 'error') reader.failed(causeOf(value));
    // A stream that was given up, by either side, ends as a whole one does.
    else if (event === 'end' && exchange.answered && !stream.rstCode && (!exchange.closedHere || exchange.rest === 0)) {
      reader.complete();
    } else reader.failed(exchange.closedHere ? undefined : resetByPeer(stream.rstCode));
  }
}

/** A stream whose connection never came is said to be cancelled, because of what went wrong. */
function causeOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  // Without a cause it was the program that ended the connection.
  return code === 'ERR_HTTP2_STREAM_CANCEL' ? cause : error;
}

function resetByPeer(code: number | undefined): object {
  return { code: 'ERR_HTTP2_STREAM_ERROR', message: `The server closed the stream with code ${code}` };
}

function isGrpc(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.startsWith('application/grpc');
}

function ofUndici(session: object | undefined): boolean {
  return Object.getOwnPropertySymbols(session ?? {}).some(({ description }) => description === 'open streams');
}
