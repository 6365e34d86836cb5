import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { safely } from '../telemetry/guard.ts';

/** What is kept of one inflated message, and what may wait to be inflated. */
const MAX_MESSAGE = 65_536;
const MAX_WAITING = 1_048_576;

/** A message that inflates to more than this is an attack. */
const MAX_INFLATED = 67_108_864;

/** The end of every message, which the sender leaves out. */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Inflates the messages of `permessage-deflate`; messages may refer to earlier ones, so none can be left out. */
export class MessageInflater {
  #inflate: InflateRaw | undefined;
  #parts: Buffer[] = [];
  #size = 0;
  #stopped = false;
  #onStop: (() => void) | undefined;

  /** A part of a message. */
  write(bytes: Buffer): void {
    if (this.#stopped) return;
    this.#inflate ??= this.#create();
    // The program is not waited for, nor does it wait: who falls behind stops.
    if (this.#inflate.writableLength > MAX_WAITING) this.#stop();
    // A copy: it is read later, when the caller may have changed the bytes.
    else this.#inflate.write(Buffer.from(bytes));
  }

  /** The message is whole; `done` gets it later, unless it is too long. */
  finish(done: (message: Buffer | undefined) => void): void {
    if (this.#stopped) return;
    this.#inflate ??= this.#create();
    this.#inflate.write(TAIL);
    this.#inflate.flush(() => {
      const message = this.#size <= MAX_MESSAGE ? Buffer.concat(this.#parts) : undefined;
      this.#parts = [];
      this.#size = 0;
      safely('WebSocket message', () => done(message));
    });
  }

  /** No more messages come; `done` follows when those that came were given, or as far as that went. */
  end(done: () => void): void {
    this.#onStop = done;
    if (this.#stopped || !this.#inflate) this.#stop();
    else this.#inflate.flush(() => this.#stop());
  }

  #create(): InflateRaw {
    const inflate = createInflateRaw();
    inflate.on('data', (bytes: Buffer) => {
      this.#size += bytes.length;
      if (this.#size <= MAX_MESSAGE) this.#parts.push(bytes);
      else this.#parts = [];
      if (this.#size > MAX_INFLATED) this.#stop();
    });
    inflate.on('error', () => this.#stop());
    inflate.on('end', () => this.#stop());
    return inflate;
  }

  #stop(): void {
    this.#stopped = true;
    this.#parts = [];
    this.#inflate?.close();
    this.#inflate = undefined;
    const onStop = this.#onStop;
    this.#onStop = undefined;
    if (onStop) safely('WebSocket end', onStop);
  }
}
