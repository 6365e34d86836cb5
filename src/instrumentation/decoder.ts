import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { safely } from '../telemetry/guard.ts';

/** What a body may grow to when it is decoded; an answer that tells of a failure is far smaller. */
export const MAX_DECODED = 262_144;

/** What of a compressed stream of events is decoded at most. */
const MAX_STREAMED = 67_108_864;

/** More codings than this on one body are somebody's joke. */
const MAX_CODINGS = 4;

interface Coding {
  decode(bytes: Uint8Array): Uint8Array;
  stream(first: Uint8Array): Transform;
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
// A sync flush at the end, so that a body that was cut decodes as far as it goes.
const deflate = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const brotli = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };
const cap = { maxOutputLength: MAX_DECODED };

const GZIP: Coding = {
  decode: (bytes) => zlib.gunzipSync(bytes, { ...deflate, ...cap }),
  stream: () => zlib.createGunzip(deflate),
};

// Servers send `deflate` with the zlib header (RFC 9110) and without it.
const DEFLATE: Coding = {
  decode: (bytes) => (hasZlibHeader(bytes) ? zlib.inflateSync : zlib.inflateRawSync)(bytes, { ...deflate, ...cap }),
  stream: (first) => (hasZlibHeader(first) ? zlib.createInflate : zlib.createInflateRaw)(deflate),
};

const BROTLI: Coding = {
  decode: (bytes) => zlib.brotliDecompressSync(bytes, { ...brotli, ...cap }),
  stream: () => zlib.createBrotliDecompress(brotli),
};

/** Node.js 22.15 and later; unknown to the typings of older versions. */
interface ZstdModule {
  zstdDecompressSync?(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
  createZstdDecompress?(): Transform;
}

const CODINGS: Readonly<Record<string, Coding | undefined>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  deflate: DEFLATE,
  br: BROTLI,
  zstd: zstdCoding(zlib as ZstdModule),
};

/** The decoders for a `content-encoding`, in the order to apply them; undefined when one of them is not known here. */
export function codingsFor(contentEncoding: string | undefined): readonly Coding[] | undefined {
  const names = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const codings = names.filter((name) => name !== '' && name !== 'identity').map((name) => CODINGS[name]);
  if (codings.length > MAX_CODINGS || codings.includes(undefined)) return undefined;
  return (codings as Coding[]).reverse();
}

/** Decodes a body at once; undefined when it is broken or grows too large. */
export function decode(bytes: Uint8Array, codings: readonly Coding[]): Uint8Array | undefined {
  try {
    return codings.reduce((coded, coding) => coding.decode(coded), bytes);
  } catch {
    return undefined;
  }
}

/** Decodes a body as it comes. */
export class StreamDecoder {
  readonly #codings: readonly Coding[];
  readonly #onData: (bytes: Uint8Array) => void;
  #onEnd: (() => void) | undefined;
  #first: Transform | undefined;
  #decoded = 0;
  #stopped = false;

  constructor(codings: readonly Coding[], onData: (bytes: Uint8Array) => void) {
    this.#codings = codings;
    this.#onData = onData;
  }

  write(bytes: Uint8Array): void {
    // An empty piece would choose the form of `deflate` blindly.
    if (this.#stopped || bytes.length === 0) return;
    this.#first ??= this.#connect(0, bytes);
    // A decoder that cannot keep up is not waited for: the caller must not be slowed down, and memory stays bounded.
    if (this.#first.writableLength > MAX_DECODED) this.#stop();
    else this.#first.write(bytes);
  }

  /** No more bytes come; `onEnd` follows when all that came is decoded, or as far as that went. */
  end(onEnd: () => void): void {
    this.#onEnd = onEnd;
    if (this.#first && !this.#stopped) this.#first.end();
    else this.#stop();
  }

  #connect(index: number, first: Uint8Array): Transform {
    const stream = (this.#codings[index] as Coding).stream(first);
    let next: Transform | undefined;
    const end = () => (next ? next.end() : this.#stop());
    stream.on('data', (bytes: Uint8Array) => {
      if (index + 1 === this.#codings.length) {
        this.#emit(bytes);
        return;
      }
      next ??= this.#connect(index + 1, bytes);
      next.write(bytes);
    });
    stream.on('end', end);
    stream.on('error', end);
    return stream;
  }

  #emit(bytes: Uint8Array): void {
    if (this.#stopped) return;
    this.#decoded += bytes.length;
    if (this.#decoded > MAX_STREAMED) this.#stop();
    else safely('event stream', () => this.#onData(bytes));
  }

  #stop(): void {
    this.#stopped = true;
    this.#first?.destroy();
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    if (onEnd) safely('event stream end', onEnd);
  }
}

function hasZlibHeader(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}

function zstdCoding({ zstdDecompressSync, createZstdDecompress }: ZstdModule): Coding | undefined {
  if (!zstdDecompressSync || !createZstdDecompress) return undefined;
  return { decode: (bytes) => zstdDecompressSync(bytes, cap), stream: () => createZstdDecompress() };
}
