import { diag } from '@opentelemetry/api';
import { safely } from '../telemetry/guard.ts';
import { getLogger } from '../telemetry/logger.ts';
import type { EmittedRecord, LoggerLike } from '../telemetry/sdk-types.ts';
import { state } from '../telemetry/state.ts';
import { type DropCounts, Drops } from './drops.ts';
import { headerJson, logRecordJson } from './otlp-json.ts';
import { Replayer } from './replayer.ts';
import { pendingResource, resourceAttributes } from './resource.ts';
import { sealLine } from './sealed-line.ts';
import { SegmentStore } from './segment-store.ts';
import { resolveSpoolOptions, type SpoolConfig, type SpoolOptions } from './spool-options.ts';

/** What a spool did, counted in records. */
export interface SpoolStats {
  /** Written to disk by this spool. */
  readonly written: number;
  /** Taken by the back end from this spool; also those that other processes left. */
  readonly acknowledged: number;
  /** Given to the program's logger, because the disk refused them. */
  readonly toLogger: number;
  /** Bytes on disk that this spool has still to send. */
  readonly waitingBytes: number;
  /** Dropped by this spool, by reason. */
  readonly dropped: DropCounts;
  /** Dropped by all spools that ever used the folder. */
  readonly droppedEver: DropCounts;
}

/** A spool at work. */
export interface Spool {
  /** Tries to send everything now. Resolves when that is done, or cannot be done; never rejects. */
  forceFlush(): Promise<void>;
  /** Sends what can be sent, then stops: what is left on disk waits for the next spool, and events go to the logger again. */
  shutdown(): Promise<void>;
  readonly stats: SpoolStats;
}

const TICK_MILLIS = 10_000;

/**
 * Writes each failed attempt to disk at the moment of failure, and sends it from there until the back end has it, across
 * outages and ends of the process. From now on our events go this way and not through the program's logger. Throws
 * `LlmErrorOptionsError` when an option is wrong or the folder cannot be written to.
 */
export function startSpool(options: SpoolOptions = {}): Spool {
  return new DiskSpool(resolveSpoolOptions(options));
}

class DiskSpool implements Spool, LoggerLike {
  readonly #drops: Drops;
  readonly #store: SegmentStore;
  readonly #replayer: Replayer;
  readonly #tick: NodeJS.Timeout;
  readonly #flushMillis: number;
  #written = 0;
  #toLogger = 0;
  #refused = false;

  constructor(config: SpoolConfig) {
    this.#drops = new Drops(config.directory);
    this.#store = new SegmentStore({
      ...config,
      drops: this.#drops,
      header: () => {
        this.#whenResourceIsKnown(() => this.#store.close());
        return headerJson({ ...safely('resource', resourceAttributes), ...config.resourceAttributes });
      },
    });
    this.#replayer = new Replayer({ ...config, store: this.#store, drops: this.#drops, target: config });
    this.#flushMillis = config.timeoutMillis;
    state.eventLogger = this;
    this.#tick = setInterval(() => safely('spool', () => this.#live()), TICK_MILLIS);
    this.#tick.unref();
    safely('spool', () => this.#live());
    this.#whenResourceIsKnown(() => {});
  }

  emit(record: EmittedRecord): void {
    try {
      this.#store.append(sealLine('record', logRecordJson(record)));
    } catch (error) {
      this.#fallBack(record, error);
      return;
    }
    this.#written += 1;
    this.#replayer.wake();
  }

  async forceFlush(): Promise<void> {
    // Our sockets keep no process alive; who waits for them does.
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, this.#flushMillis);
    });
    await Promise.race([this.#replayer.flush(), late]);
    clearTimeout(deadline);
  }

  async shutdown(): Promise<void> {
    if (state.eventLogger === this) state.eventLogger = undefined;
    clearInterval(this.#tick);
    await this.forceFlush();
    this.#replayer.stop();
    safely('spool', () => this.#store.release());
  }

  get stats(): SpoolStats {
    return {
      written: this.#written,
      acknowledged: this.#replayer.acknowledged,
      toLogger: this.#toLogger,
      waitingBytes: this.#store.waitingBytes,
      dropped: this.#drops.counts,
      droppedEver: this.#drops.countsEver,
    };
  }

  /** Not called when the resource is known already. */
  #whenResourceIsKnown(action: () => void): void {
    safely('resource', pendingResource)?.then(
      () => safely('spool', action),
      () => {},
    );
  }

  #live(): void {
    this.#store.beat();
    if (this.#store.adopt() || this.#store.waitingBytes > 0) this.#replayer.wake();
  }

  #fallBack(record: EmittedRecord, error: unknown): void {
    if (!this.#refused) {
      const message = `the spool cannot write, events go to the logger (said once): ${String(error)}`;
      safely('diag', () => diag.warn(`otel-llm-errors: ${message}`));
    }
    this.#refused = true;
    const logger = getLogger();
    if (logger) {
      this.#toLogger += 1;
      logger.emit(record);
    } else this.#drops.add('write_failed', 1);
  }
}
