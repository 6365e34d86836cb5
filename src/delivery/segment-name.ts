import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

/** What the name of a segment's file says. The name is all the bookkeeping there is: changing it is atomic. */
export interface SegmentName {
  /** When it was begun, in milliseconds since the epoch, and a UUID: the same for as long as the segment exists. */
  readonly id: string;
  /** How many bytes of it are done with: acknowledged, or counted as dropped. */
  readonly done: number;
  readonly owner: Owner;
}

/** A thread of a process. */
export interface Owner {
  /** Where `pid` means something: one kernel since its boot, one namespace. */
  readonly space: string;
  readonly pid: number;
  readonly thread: number;
}

const NAME = /^(\d+-[0-9a-f-]{36})\.(\d+)\.(\w+)-(\d+)-(\d+)\.ndjson$/;

/** The thread that this code runs in. */
export const self: Owner = { space: pidSpace(), pid: process.pid, thread: threadId };

/** Of a segment that was left on purpose. */
export const nobody: Owner = { space: 'nobody', pid: 0, thread: 0 };

let lastBegun = 0;

/** A name for a segment that begins now and is ours. */
export function newSegmentName(): SegmentName {
  // Our own are in order, however many begin in a millisecond, and when the clock goes back.
  lastBegun = Math.max(lastBegun + 1, Date.now());
  return { id: `${lastBegun}-${randomUUID()}`, done: 0, owner: self };
}

export function formatSegmentName({ id, done, owner }: SegmentName): string {
  return `${id}.${done}.${owner.space}-${owner.pid}-${owner.thread}.ndjson`;
}

/** `undefined` for a file that is no segment. */
export function parseSegmentName(file: string): SegmentName | undefined {
  const [, id, done, space, pid, thread] = NAME.exec(file) ?? [];
  if (id === undefined || space === undefined) return undefined;
  return { id, done: Number(done), owner: { space, pid: Number(pid), thread: Number(thread) } };
}

/** Whether the owner's process is known to be gone. `false` says nothing: it may be on another machine, or its id is used again. */
export function isGone({ space, pid }: Owner): boolean {
  if (space === nobody.space) return true;
  if (space !== self.space) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ESRCH';
  }
}

// Containers that share a volume often share process ids too, and sometimes the host name.
function pidSpace(): string {
  let identity: string;
  try {
    identity = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
  } catch {
    identity = hostname();
  }
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}
