/** One message of `application/vnd.amazon.eventstream`. */
export interface AwsEventFrame {
  /** The headers that are texts; the names begin with `:`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Uint8Array;
}

/** Total length, length of the headers, checksum. */
const PRELUDE = 12;
const CHECKSUM = 4;

/** A longer message is skipped: what tells of a failure is far shorter. */
const MAX_FRAME = 65_536;

const STRING = 7;

/** Bytes that a header's value takes, by its type; the types that are missing here say their length themselves. */
const VALUE_SIZES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

/** Cuts a stream into its messages as it comes. Checksums are left to the program, which gives up where one is wrong. */
export class AwsEventFrames {
  readonly #onFrame: (frame: AwsEventFrame) => void;
  #held: Uint8Array[] = [];
  #size = 0;
  /** How many bytes must be at hand for the next step. */
  #needed = PRELUDE;
  #skip = 0;
  #broken = false;

  constructor(onFrame: (frame: AwsEventFrame) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Uint8Array): void {
    if (this.#broken) return;
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    if (skipped === chunk.length) return;
    // A copy: the caller owns the bytes and may change them.
    this.#held.push(Uint8Array.prototype.slice.call(chunk, skipped));
    this.#size += chunk.length - skipped;
    if (this.#size >= this.#needed) this.#read(join(this.#held, this.#size));
  }

  #read(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    this.#needed = PRELUDE;
    while (bytes.length - at >= PRELUDE) {
      const length = view.getUint32(at);
      const payloadAt = PRELUDE + view.getUint32(at + 4);
      if (payloadAt + CHECKSUM > length) {
        this.#broken = true;
        break;
      }
      if (length > MAX_FRAME) this.#skip = Math.max(0, at + length - bytes.length);
      else if (at + length > bytes.length) {
        this.#needed = length;
        break;
      } else {
        const headers = readHeaders(bytes.subarray(at + PRELUDE, at + payloadAt));
        this.#onFrame({ headers, payload: bytes.subarray(at + payloadAt, at + length - CHECKSUM) });
      }
      at = Math.min(at + length, bytes.length);
    }
    const rest = bytes.subarray(at);
    this.#held = this.#broken || rest.length === 0 ? [] : [rest];
    this.#size = this.#broken ? 0 : rest.length;
  }
}

function readHeaders(bytes: Uint8Array): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = new TextDecoder();
  for (let at = 0; at + 2 < bytes.length; ) {
    const name = text.decode(bytes.subarray(at + 1, (at += 1 + (bytes[at] as number))));
    const type = bytes[at++];
    let size = VALUE_SIZES[type ?? -1];
    if (size === undefined) {
      if (type === undefined || type > STRING || at + 2 > bytes.length) break;
      size = view.getUint16(at);
      at += 2;
    }
    if (type === STRING) headers.set(name, text.decode(bytes.subarray(at, at + size)));
    at += size;
  }
  return headers;
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
