import type { CatalogSet } from '../classify/catalog-set.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { EventStreamReader } from '../evidence/event-stream-reader.ts';
import { classifyResponse, type ResponseEvidence } from '../evidence/from-response.ts';
import { AWS_EVENT_STREAM, AwsEventStreamBody } from './aws-event-stream-body.ts';
import { codingsFor, decode, StreamDecoder } from './decoder.ts';

/** What an answer tells; undefined when it tells of no failure. */
export type Verdict = LlmErrorClassification | undefined;

/** Reads a copy of an answer's body, in bounded memory. */
export interface BodyReader {
  /** Events come one by one, and a failure can come late. */
  readonly isStream: boolean;
  /** The event that ends a healthy stream came: what happens to the connection afterwards means nothing. */
  readonly sawEnd: boolean;
  push(chunk: Uint8Array): void;
  /** Gives the verdict: at once, unless a decompressor is still at work. `whole` is false when the answer was cut. */
  end(whole: boolean, done: (verdict: Verdict) => void): void;
}

/** What of a body that is no event stream is kept, as it came over the wire. */
const MAX_HEAD = 65_536;

/** Copies up to this size come out of Node.js's pool, which costs a third of memory of their own. */
const POOLED = 4096;

const UTF8 = new TextDecoder();

/** Makes the reader for an answer, by its status and its `content-type`. */
export function createBodyReader(
  response: ResponseEvidence,
  contentType: string | undefined,
  contentEncoding: string | undefined,
  catalogs: CatalogSet,
): BodyReader {
  const type = contentType?.toLowerCase() ?? '';
  const failed = (response.status ?? 0) >= 400;
  // A failed answer is short whatever its type says, and often is JSON that is called a stream because one was asked for.
  if (type.startsWith('text/event-stream') && !failed) return new EventStreamBody(response, contentEncoding, catalogs);
  if (type.startsWith(AWS_EVENT_STREAM) && !failed) return new AwsEventStreamBody(response, catalogs);
  // What is neither JSON nor a failure is what was asked for: a file, a transcript, speech.
  return new HeadBody(response, failed || type.includes('json') ? MAX_HEAD : 0, contentEncoding, catalogs);
}

/** Keeps the head of a body and reads it at the end. */
class HeadBody implements BodyReader {
  readonly isStream = false;
  readonly sawEnd = false;
  readonly #response: ResponseEvidence;
  readonly #catalogs: CatalogSet;
  readonly #contentEncoding: string | undefined;
  #chunks: Uint8Array[] = [];
  #room: number;
  #overflown = false;

  constructor(response: ResponseEvidence, room: number, contentEncoding: string | undefined, catalogs: CatalogSet) {
    this.#response = response;
    this.#room = room;
    this.#contentEncoding = contentEncoding;
    this.#catalogs = catalogs;
  }

  push(chunk: Uint8Array): void {
    if (this.#overflown) return;
    const kept = Math.min(chunk.length, this.#room);
    this.#room -= kept;
    if (kept > 0) this.#chunks.push(copyOf(chunk.subarray(0, kept)));
    if (kept === chunk.length) return;
    this.#overflown = true;
    if (!this.#failed) this.#chunks = [];
  }

  end(whole: boolean, done: (verdict: Verdict) => void): void {
    // Only a whole answer can say that it is a failure when HTTP calls it a success: half of one is the model's prose.
    done(this.#failed || (whole && !this.#overflown) ? this.#verdict() : undefined);
  }

  #verdict(): Verdict {
    const body = this.#text();
    return classifyResponse({ ...this.#response, ...(body !== undefined && { body }) }, { catalogs: this.#catalogs });
  }

  get #failed(): boolean {
    return (this.#response.status ?? 0) >= 400;
  }

  #text(): string | undefined {
    const codings = codingsFor(this.#contentEncoding);
    if (!codings || this.#chunks.length === 0) return undefined;
    const [first, ...more] = this.#chunks as [Uint8Array, ...Uint8Array[]];
    const bytes = decode(more.length === 0 ? first : Buffer.concat(this.#chunks), codings);
    return bytes && UTF8.decode(bytes);
  }
}

/** Reads server-sent events as they come. */
class EventStreamBody implements BodyReader {
  readonly isStream = true;
  readonly #events: EventStreamReader;
  readonly #text = new TextDecoder();
  /** Undefined for plain events, null for a coding that is not known here. */
  readonly #decoder: StreamDecoder | null | undefined;
  readonly #response: ResponseEvidence;
  readonly #catalogs: CatalogSet;
  #begun = false;
  /** Not events after all: providers answer with plain JSON, under the type of the stream that was asked for, when they refuse. */
  #plain: HeadBody | undefined;

  constructor(response: ResponseEvidence, contentEncoding: string | undefined, catalogs: CatalogSet) {
    this.#response = response;
    this.#catalogs = catalogs;
    this.#events = new EventStreamReader(response, { catalogs });
    const codings = codingsFor(contentEncoding);
    if (!codings) this.#decoder = null;
    else if (codings.length > 0) {
      this.#decoder = new StreamDecoder(codings, (bytes) => this.#read(bytes));
    }
  }

  get sawEnd(): boolean {
    return this.#events.sawEnd;
  }

  push(chunk: Uint8Array): void {
    if (this.#decoder === undefined) this.#read(chunk);
    else this.#decoder?.write(copyOf(chunk));
  }

  end(whole: boolean, done: (verdict: Verdict) => void): void {
    if (this.#decoder) this.#decoder.end(() => this.#finish(whole, done));
    else this.#finish(whole, done);
  }

  #read(bytes: Uint8Array): void {
    if (this.#plain) {
      this.#plain.push(bytes);
      return;
    }
    const text = this.#text.decode(bytes, { stream: true });
    if (!this.#begun) {
      const first = text.trimStart()[0];
      if (first === undefined) return;
      this.#begun = true;
      if (first === '{') {
        this.#plain = new HeadBody(this.#response, MAX_HEAD, undefined, this.#catalogs);
        this.#plain.push(bytes);
        return;
      }
    }
    this.#events.push(text);
  }

  #finish(whole: boolean, done: (verdict: Verdict) => void): void {
    if (this.#plain) this.#plain.end(whole, done);
    else done(this.#events.end());
  }
}

// The caller owns the bytes and may change them, and a part of them would hold the whole buffer of the socket.
function copyOf(bytes: Uint8Array): Uint8Array {
  return bytes.length <= POOLED ? Buffer.from(bytes) : Uint8Array.prototype.slice.call(bytes);
}
