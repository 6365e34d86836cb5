const CLOSE = 8;
const MASK = 4;

/** Follows the frames that a client sends only as far as it takes to see a close frame, whose first bytes payloads can have too. */
export class ClientFrames {
  #sawClose = false;
  /** Bytes of a payload that are still to come. */
  #rest = 0;

  /** The client said that it closes. */
  get sawClose(): boolean {
    return this.#sawClose;
  }

  push(chunk: Uint8Array): void {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = 0; at < chunk.length && !this.#sawClose; ) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, chunk.length - at);
        this.#rest -= skipped;
        at += skipped;
        continue;
      }
      const size = headSize(view, at);
      // No client splits a head: what comes cannot be followed any more.
      if (at + size > chunk.length) {
        this.#rest = Number.POSITIVE_INFINITY;
        return;
      }
      this.#sawClose = (view.getUint8(at) & 0x0f) === CLOSE;
      const short = view.getUint8(at + 1) & 0x7f;
      this.#rest = short === 127 ? Number(view.getBigUint64(at + 2)) : short === 126 ? view.getUint16(at + 2) : short;
      at += size;
    }
  }
}

function headSize(view: DataView, at: number): number {
  const second = at + 1 < view.byteLength ? view.getUint8(at + 1) : 0;
  const short = second & 0x7f;
  return 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + (second & 0x80 ? MASK : 0);
}
