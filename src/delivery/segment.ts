import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { safely } from '../telemetry/guard.ts';
import { LINE_START, openLine, sealLine } from './sealed-line.ts';
import { formatSegmentName, newSegmentName, nobody, type SegmentName, self } from './segment-name.ts';

/** One line of a segment. */
export interface StoredLine {
  /** The record's JSON text; `undefined` when the line is damaged. */
  readonly record: string | undefined;
  /** Where in the file it ends. */
  readonly end: number;
}

const NEW_FILE = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL;
const READ_BYTES = 256 * 1024;
const NEWLINE = 10;

/**
 * One file of the spool, and ours: its lines are a header and records. Nothing but an unlinked file tells a writer that the
 * file was taken from it while it was thought dead, so that is what both sides go by: the writer looks after each write, and
 * who removes a file looks for late lines after it is unlinked. No record can fall between the two.
 */
export class Segment {
  /** Lines of it are on their way to the back end. */
  busy = false;
  readonly #directory: string;
  #name: SegmentName;
  #header: string | undefined;
  #headerless = false;
  #headerEnd = 0;
  #fd: number | undefined;
  /** Bytes written by us; for a segment taken over, bytes that were there. */
  #size: number;

  private constructor(directory: string, name: SegmentName, size: number, fd?: number) {
    this.#directory = directory;
    this.#name = name;
    this.#size = size;
    this.#fd = fd;
  }

  /** A new segment for writing. `header` is JSON text. Throws what the file system says. */
  static create(directory: string, header: string): Segment {
    const name = newSegmentName();
    const fd = openSync(join(directory, formatSegmentName(name)), NEW_FILE, 0o600);
    const segment = new Segment(directory, name, 0, fd);
    segment.#header = header;
    try {
      const line = sealLine('header', header);
      segment.append(line, Buffer.byteLength(line), false);
      segment.#headerEnd = segment.#size;
      return segment;
    } catch (error) {
      segment.discard();
      throw error;
    }
  }

  /** Takes over a segment that another thread left. `undefined` when somebody else was faster. */
  static adopt(directory: string, name: SegmentName, size: number): Segment | undefined {
    const ours = { ...name, owner: self };
    try {
      renameSync(join(directory, formatSegmentName(name)), join(directory, formatSegmentName(ours)));
    } catch {
      return undefined;
    }
    return new Segment(directory, ours, size);
  }

  get id(): string {
    return this.#name.id;
  }

  get size(): number {
    return this.#size;
  }

  /** How many bytes are done with. */
  get done(): number {
    return Math.max(this.#name.done, this.#headerEnd);
  }

  /** Whether it holds anything that is not done with. */
  get unread(): boolean {
    return this.#size > this.done;
  }

  /**
   * Writes a line of so many bytes. Returns `false` when the file was taken and removed meanwhile: then nobody will read the
   * line. Throws when the file system refuses, and leaves no part of the line.
   */
  append(line: string, bytes: number, sync: boolean): boolean {
    const fd = this.#fd;
    if (fd === undefined) return false;
    const written = writeSync(fd, line);
    const { nlink, size } = fstatSync(fd);
    if (written < bytes) {
      ftruncateSync(fd, size - written);
      throw Object.assign(new Error('the file cannot grow'), { code: 'ENOSPC' });
    }
    this.#size = size;
    if (nlink === 0) return false;
    // The line is there: to throw now would write it a second time.
    if (sync) safely('fsync', () => fdatasyncSync(fd));
    return true;
  }

  /** Ends the writing. */
  seal(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** The next whole lines that are not done with: at most `limit`, and as many as fit a read. Throws when it is gone. */
  read(limit: number): readonly StoredLine[] {
    const fd = openSync(this.#path, 'r');
    try {
      const { size } = fstatSync(fd);
      this.#size = size;
      this.#readHeader(fd);
      for (let length = READ_BYTES; ; length *= 2) {
        const lines = linesOf(readAt(fd, this.done, Math.min(length, size - this.done)), this.done, limit);
        if (lines.length > 0 || this.done + length >= size) return lines;
      }
    } finally {
      closeSync(fd);
    }
  }

  /** JSON text of the header; `undefined` when it is damaged. Known after the first read. */
  get header(): string | undefined {
    return this.#header;
  }

  /** Says in the file's name that everything before `end` is done with. Throws when the file was taken. */
  advance(end: number): void {
    this.#rename({ ...this.#name, done: end });
  }

  /** Says in the file's name that it is nobody's. */
  release(): void {
    this.#rename({ ...this.#name, owner: nobody });
  }

  /** Tells others that we are alive. Throws when the file was taken. */
  beat(): void {
    const now = Date.now() / 1000;
    utimesSync(this.#path, now, now);
  }

  /** Removes the file. Returns what stood behind the lines that are done with, read when nobody could add to it any more. */
  remove(): Buffer {
    const fd = openSync(this.#path, 'r');
    try {
      unlinkSync(this.#path);
      this.#readHeader(fd);
      return readAt(fd, this.done, fstatSync(fd).size - this.done);
    } finally {
      closeSync(fd);
      this.seal();
    }
  }

  /** Removes the file, whatever it holds. */
  discard(): void {
    this.seal();
    unlinkSync(this.#path);
  }

  #rename(name: SegmentName): void {
    const before = this.#path;
    this.#name = name;
    renameSync(before, this.#path);
  }

  #readHeader(fd: number): void {
    if (this.#header !== undefined || this.#headerless) return;
    const piece = readAt(fd, 0, Math.min(READ_BYTES, fstatSync(fd).size));
    const end = lineEnd(piece, 0) || piece.length;
    this.#header = openLine('header', textOf(piece, 0, end));
    this.#headerless = this.#header === undefined;
    this.#headerEnd = end;
  }

  get #path(): string {
    return join(this.#directory, formatSegmentName(this.#name));
  }
}

/** The whole lines of a piece of a file that begins at `offset`. */
export function linesOf(piece: Buffer, offset: number, limit: number): StoredLine[] {
  const lines: StoredLine[] = [];
  let start = 0;
  for (let end = lineEnd(piece, start); end > 0 && lines.length < limit; end = lineEnd(piece, start)) {
    lines.push({ record: openLine('record', textOf(piece, start, end)), end: offset + end });
    start = end;
  }
  return lines;
}

/** Where a whole line ends; 0 when it does not. Where the newline is damaged, the next line's start tells. */
function lineEnd(piece: Buffer, start: number): number {
  const newline = piece.indexOf(NEWLINE, start);
  const next = piece.indexOf(LINE_START, start + 1);
  return newline < 0 || (next >= 0 && next < newline) ? Math.max(next, 0) : newline + 1;
}

function textOf(piece: Buffer, start: number, end: number): string {
  return piece.toString('utf8', start, piece[end - 1] === NEWLINE ? end - 1 : end);
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(fd, buffer, filled, buffer.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
