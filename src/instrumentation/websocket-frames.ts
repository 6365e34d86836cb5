import { MessageInflater } from './message-inflater.ts';

/** What the frames of one side of a connection carry. */
export interface WebSocketEvents {
  /** A text message; long ones and binary ones are not told. */
  text(message: Buffer): void;
  close(code: number | undefined, reason: string): void;
}

/** A longer message is skipped: what tells of a failure is far shorter. */
export const MAX_MESSAGE = 65_536;
/** A message in more pieces than this is taken for too long. */
const MAX_PARTS = 1024;

const TEXT = 1;
const CLOSE = 8;

/** A frame whose payload is being read. */
interface Frame {
  readonly opcode: number;
  readonly fin: boolean;
  rest: number;
}

/** A message of one frame or more. */
interface Message {
  readonly isText: boolean;
  readonly compressed: boolean;
}

/** Reads the frames that a server sends (RFC 6455, RFC 7692), as they come and in bounded memory. */
export class WebSocketFrames {
  readonly #events: WebSocketEvents;
  readonly #inflater: MessageInflater | undefined;
  /** Bytes of a frame's head that is not whole yet. */
  #head: number[] = [];
  #frame: Frame | undefined;
  #message: Message | undefined;
  #parts: Buffer[] = [];
  #size = 0;
  #control: Buffer[] = [];
  #broken = false;

  /** `extensions` is the header `sec-websocket-extensions` of the server's answer. */
  constructor(extensions: string | undefined, events: WebSocketEvents) {
    this.#events = events;
    if (extensions !== undefined && /permessage-deflate/i.test(extensions)) this.#inflater = new MessageInflater();
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.#broken; ) {
      if (!this.#frame) {
        this.#head.push(chunk[at++] as number);
        this.#begin();
      }
      if (!this.#frame) continue;
      const taken = Math.min(this.#frame.rest, chunk.length - at);
      this.#frame.rest -= taken;
      this.#take(this.#frame, chunk.subarray(at, at + taken));
      at += taken;
      if (this.#frame.rest > 0) continue;
      const frame = this.#frame;
      this.#frame = undefined;
      this.#finish(frame);
    }
  }

  /** No more bytes come; `done` follows when what came is inflated. */
  end(done: () => void): void {
    if (this.#inflater) this.#inflater.end(done);
    else done();
  }

  /** Begins a frame when its head is whole. */
  #begin(): void {
    const [first = 0, second] = this.#head;
    if (second === undefined) return;
    const short = second & 0x7f;
    const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (this.#head.length < 2 + extra) return;
    const length = extra === 0 ? short : this.#head.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
    const opcode = first & 0x0f;
    const compressed = (first & 0x40) !== 0;
    this.#head = [];
    // Servers never mask, and no extension that is known here uses the other bits.
    const known = opcode <= 2 || (opcode >= CLOSE && opcode <= 10 && length <= 125);
    this.#broken = (second & 0x80) !== 0 || (first & 0x30) !== 0 || !known || (compressed && !this.#inflater);
    if (this.#broken) return;
    if (opcode === 1 || opcode === 2) this.#message = { isText: opcode === TEXT, compressed };
    this.#frame = { opcode, fin: (first & 0x80) !== 0, rest: length };
  }

  #take({ opcode }: Frame, bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (opcode >= CLOSE) {
      if (opcode === CLOSE) this.#control.push(Buffer.from(bytes));
    } else if (this.#message?.compressed) this.#inflater?.write(bytes);
    else if (this.#message?.isText) {
      this.#size += bytes.length;
      if (this.#size <= MAX_MESSAGE && this.#parts.length >= MAX_PARTS) this.#size = MAX_MESSAGE + 1;
      if (this.#size <= MAX_MESSAGE) this.#parts.push(Buffer.from(bytes));
      else this.#parts = [];
    }
  }

  #finish({ opcode, fin }: Frame): void {
    if (opcode === CLOSE) {
      const said = Buffer.concat(this.#control);
      this.#control = [];
      this.#events.close(said.length >= 2 ? said.readUInt16BE(0) : undefined, said.toString('utf8', 2));
    }
    if (opcode >= CLOSE || !fin) return;
    const message = this.#message;
    const parts = this.#parts;
    const whole = this.#size <= MAX_MESSAGE;
    this.#message = undefined;
    this.#parts = [];
    this.#size = 0;
    if (message?.compressed) this.#inflater?.finish((text) => message.isText && text && this.#events.text(text));
    else if (message?.isText && whole) this.#events.text(Buffer.concat(parts));
  }
}
