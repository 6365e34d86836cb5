import { closeSync, constants, lstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { safely } from '../telemetry/guard.ts';
import { countSpoolDropped } from '../telemetry/metrics.ts';

/**
 * Why a record was given up: the caps on `size` and `age`; `rejected` by the back end for good; `corrupt` on disk;
 * `write_failed` when the disk refused it and no logger was there.
 */
export type DropReason = 'size' | 'age' | 'rejected' | 'corrupt' | 'write_failed';

/** Records by the reason for which they were dropped. */
export type DropCounts = Readonly<Record<DropReason, number>>;

// Not through a link: the folder may be one where others can put some. Windows has no such flag.
const TO_COUNT = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

const REASONS: readonly DropReason[] = ['size', 'age', 'rejected', 'corrupt', 'write_failed'];

/**
 * Counts what is dropped: in a metric, and in files `dropped.<reason>` whose size is the count, so that it outlives the
 * process and several can count at once.
 */
export class Drops {
  readonly #directory: string;
  readonly #counts: Record<DropReason, number> = { size: 0, age: 0, rejected: 0, corrupt: 0, write_failed: 0 };

  constructor(directory: string) {
    this.#directory = directory;
  }

  add(reason: DropReason, records: number): void {
    if (records <= 0) return;
    this.#counts[reason] += records;
    safely('count drops', () => lengthen(this.#file(reason), records));
    safely('count', () => countSpoolDropped(reason, records));
  }

  /** By this process. */
  get counts(): DropCounts {
    return { ...this.#counts };
  }

  /** By all that ever used the directory. */
  get countsEver(): DropCounts {
    return Object.fromEntries(REASONS.map((reason) => [reason, this.#ever(reason)])) as unknown as DropCounts;
  }

  #ever(reason: DropReason): number {
    try {
      return lstatSync(this.#file(reason)).size;
    } catch {
      return 0;
    }
  }

  #file(reason: DropReason): string {
    return join(this.#directory, `dropped.${reason}`);
  }
}

function lengthen(file: string, bytes: number): void {
  const fd = openSync(file, TO_COUNT, 0o600);
  try {
    writeSync(fd, '\n'.repeat(bytes));
  } finally {
    closeSync(fd);
  }
}
