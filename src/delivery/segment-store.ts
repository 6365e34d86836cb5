import { closeSync, fsyncSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { safely, tripped } from '../telemetry/guard.ts';
import type { DropReason, Drops } from './drops.ts';
import { makeFolder } from './make-folder.ts';
import { sealLine } from './sealed-line.ts';
import { linesOf, Segment, type StoredLine } from './segment.ts';
import { isGone, parseSegmentName, type SegmentName } from './segment-name.ts';

/** What a store is told. */
export interface SegmentStoreOptions {
  readonly directory: string;
  /** For all segments in the directory together. */
  readonly maxBytes: number;
  readonly fsync: boolean;
  readonly drops: Drops;
  /** JSON text for the head of a segment that begins now. */
  header(): string;
}

/** Lines to be sent next, and whose they are. */
export interface Batch {
  readonly segment: Segment;
  readonly lines: readonly StoredLine[];
}

/** A thread that gave no sign for so long is thought to be dead. When it is not, nothing is lost. */
const STALE_MILLIS = 60_000;
const MOST_SEGMENT_BYTES = 1024 * 1024;
const SEGMENTS_IN_CAP = 8;
/** Files that are taken from us one after the other. Once is unheard of. */
const MOST_ATTEMPTS = 8;
/** Each is a moment in which the program waits. */
const MOST_ADOPTED = 64;
const ALL = Number.POSITIVE_INFINITY;

/** The segments of this thread: the one that is written to, those before it, and those taken over from the dead. */
export class SegmentStore {
  readonly #options: SegmentStoreOptions;
  readonly #segmentBytes: number;
  /** The oldest first. */
  #segments: Segment[] = [];
  #open: Segment | undefined;

  constructor(options: SegmentStoreOptions) {
    this.#options = options;
    this.#segmentBytes = Math.min(MOST_SEGMENT_BYTES, Math.floor(options.maxBytes / SEGMENTS_IN_CAP));
  }

  /** Writes a line that outlives the process. Throws what the file system says. */
  append(line: string): void {
    const bytes = Buffer.byteLength(line);
    let refused = false;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      if (this.#open && this.#open.size + bytes > this.#segmentBytes) this.close();
      const segment = (this.#open ??= this.#begin(bytes));
      try {
        if (segment.append(line, bytes, this.#options.fsync)) return;
        this.#forget(segment);
      } catch (error) {
        this.close();
        // A file may have grown as far as it is allowed to; a disk that is full refuses the next one too.
        if (refused) throw error;
        refused = true;
      }
    }
    throw new Error('each file was removed as soon as it was made');
  }

  /** The oldest lines that are not done with; what is finished is removed on the way. */
  next(limit: number): Batch | undefined {
    for (const segment of [...this.#segments]) {
      const lines = this.#attempt(segment, () => segment.read(limit));
      if (lines && lines.length > 0) return { segment, lines };
      if (lines && segment !== this.#open) this.#remove(segment);
    }
    return undefined;
  }

  /** Notes that the lines of a segment up to `end` are done with. */
  advance(segment: Segment, end: number): void {
    this.#attempt(segment, () => segment.advance(end));
  }

  /** Takes over what the dead left, the oldest first and not too much at once. Returns whether there was any. */
  adopt(): boolean {
    let adopted = 0;
    for (const { name, size, abandoned } of this.#list()) {
      if (!abandoned || this.#segments.some(({ id }) => id === name.id)) continue;
      const segment = Segment.adopt(this.#options.directory, name, size);
      if (!segment) continue;
      this.#add(segment);
      adopted += 1;
      if (adopted === MOST_ADOPTED) break;
    }
    return adopted > 0;
  }

  /** Gives a sign of life, and leaves no file behind that has nothing to send. */
  beat(): void {
    if (this.#open && !this.#open.unread) this.close();
    for (const segment of [...this.#segments]) this.#attempt(segment, () => segment.beat());
  }

  /** Ends the writing to the open file: the next line begins another one. */
  close(): void {
    const segment = this.#open;
    this.#open = undefined;
    segment?.seal();
    if (segment && !segment.unread) this.#remove(segment);
  }

  /** Leaves everything to whoever comes next. */
  release(): void {
    this.close();
    for (const segment of this.#segments) this.#attempt(segment, () => segment.release());
    this.#segments = [];
  }

  /** Bytes that are not done with. */
  get waitingBytes(): number {
    return this.#segments.reduce((sum, { size, done }) => sum + Math.max(0, size - done), 0);
  }

  #begin(bytes: number): Segment {
    // Whoever tidies temporary folders may have taken it.
    makeFolder(this.#options.directory);
    this.#makeRoom(Math.max(bytes, this.#segmentBytes));
    const segment = Segment.create(this.#options.directory, this.#options.header());
    this.#add(segment);
    if (this.#options.fsync) safely('fsync', () => syncDirectory(this.#options.directory));
    return segment;
  }

  // Oldest first, and never what another live thread has: it keeps to the cap itself.
  #makeRoom(bytes: number): void {
    this.adopt();
    let total = this.#list().reduce((sum, { size }) => sum + size, bytes);
    for (const segment of [...this.#segments]) {
      if (total <= this.#options.maxBytes) return;
      if (segment === this.#open || segment.busy) continue;
      total -= segment.size;
      this.#remove(segment, 'size');
    }
  }

  /** Removes a file. What is still in it is dropped for a `reason`; without one it came late, and is kept. */
  #remove(segment: Segment, reason?: DropReason): void {
    const rest = this.#attempt(segment, () => segment.remove());
    this.#forget(segment);
    if (!rest || rest.length === 0) return;
    const lines = linesOf(rest, 0, ALL);
    const records = lines.map(({ record }) => record).filter((record) => record !== undefined);
    const torn = rest.length > (lines.at(-1)?.end ?? 0) ? 1 : 0;
    this.#options.drops.add('corrupt', lines.length - records.length + torn);
    if (reason) this.#options.drops.add(reason, records.length);
    else if (records.length > 0) this.#keep(records, segment.header);
  }

  #keep(records: readonly string[], header: string | undefined): void {
    const lines = records.map((record) => sealLine('record', record)).join('');
    try {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const segment = Segment.create(this.#options.directory, header ?? this.#options.header());
        const kept = segment.append(lines, Buffer.byteLength(lines), false);
        segment.seal();
        if (!kept) continue;
        this.#add(segment);
        return;
      }
    } catch (error) {
      tripped('spool', error);
    }
    this.#options.drops.add('write_failed', records.length);
  }

  #add(segment: Segment): void {
    this.#segments.push(segment);
    this.#segments.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  #forget(segment: Segment): void {
    segment.seal();
    if (this.#open === segment) this.#open = undefined;
    this.#segments = this.#segments.filter((each) => each !== segment);
  }

  /** A file that is not there was taken by another, who sends it: ours no more. */
  #attempt<Result>(segment: Segment, action: () => Result): Result | undefined {
    try {
      return action();
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') this.#forget(segment);
      else tripped('spool', error);
      return undefined;
    }
  }

  #list(): readonly { readonly name: SegmentName; readonly size: number; readonly abandoned: boolean }[] {
    const { directory } = this.#options;
    return readdirSync(directory)
      .sort()
      .flatMap((file) => {
        const name = parseSegmentName(file);
        const stats = name && lstatSync(join(directory, file), { throwIfNoEntry: false });
        // Links and files of other users are not ours to send.
        if (!name || !stats?.isFile() || stats.uid !== (process.getuid?.() ?? stats.uid)) return [];
        const stale = Math.abs(Date.now() - stats.mtimeMs) > STALE_MILLIS;
        return [{ name, size: stats.size, abandoned: stale || isGone(name.owner) }];
      });
  }
}

// A file that is on the disk is of no use without its name.
function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    // Windows has no such thing.
    if ((error as { code?: unknown }).code !== 'EPERM') throw error;
  } finally {
    closeSync(fd);
  }
}
