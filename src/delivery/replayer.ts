import { AsyncResource } from 'node:async_hooks';
import { context, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { safely } from '../telemetry/guard.ts';
import { suppressTracing } from '../telemetry/suppressed.ts';
import type { Drops } from './drops.ts';
import { headerJson, requestJson, timeOf } from './otlp-json.ts';
import { type LogsAnswer, type LogsTarget, postLogs } from './post-logs.ts';
import { resourceAttributes } from './resource.ts';
import type { StoredLine } from './segment.ts';
import type { Batch, SegmentStore } from './segment-store.ts';

/** What a replayer is told. */
export interface ReplayerOptions {
  readonly store: SegmentStore;
  readonly drops: Drops;
  readonly target: LogsTarget;
  readonly maxAgeMillis: number;
  readonly delayMillis: number;
  readonly maxBackoffMillis: number;
}

/** The back end did not take a batch now; it may later. */
interface Refusal {
  readonly why: string;
  readonly retryAfterMillis: number | undefined;
}

const MOST_RECORDS = 256;
const MOST_RETRY_AFTER = 3_600_000;
const NO_RECORDS = '{"resourceLogs":[]}';

/** Sends what is in a store, the oldest first, until a back end has acknowledged it. */
export class Replayer {
  readonly #options: ReplayerOptions;
  // Woken within a request of the program, it would look like a part of it to whatever follows asynchronous work.
  readonly #scope = new AsyncResource('LlmErrorSpool');
  #acknowledged = 0;
  /** How many records the next request may have: fewer, while one of them is refused. */
  #limit = MOST_RECORDS;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #stopped = false;

  constructor(options: ReplayerOptions) {
    this.#options = options;
  }

  /** Records that a back end took. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Sends soon, unless that is planned already. */
  wake(): void {
    if (this.#timer === undefined && this.#pass === undefined) this.#plan(this.#options.delayMillis);
  }

  /** Sends everything that is there by now, or as much as the back end takes. */
  async flush(): Promise<void> {
    // A pass under way may be past what was written last.
    await this.#pass;
    await this.#run();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #plan(millis: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    // Planned outside of it too: a timer keeps what the request keeps, throughout an outage.
    this.#timer = this.#scope.runInAsyncScope(() => setTimeout(() => void this.#run(), millis));
    this.#timer.unref();
  }

  #run(): Promise<void> {
    if (this.#pass) return this.#pass;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pass = this.#scope.runInAsyncScope(() => context.with(suppressTracing(ROOT_CONTEXT), () => this.#sendAll()));
    this.#pass = pass
      .catch((error: unknown): Refusal => ({ why: String(error), retryAfterMillis: undefined }))
      .then((refusal) => {
        this.#pass = undefined;
        if (refusal) this.#plan(this.#backoff(refusal));
        else this.#recovered();
      });
    return this.#pass;
  }

  async #sendAll(): Promise<Refusal | undefined> {
    const { store } = this.#options;
    do {
      for (let batch = store.next(this.#limit); batch; batch = store.next(this.#limit)) {
        const refusal = await this.#send(batch);
        if (!refusal) continue;
        this.#dropAged(batch);
        return refusal;
      }
    } while (!this.#stopped && store.adopt());
    return undefined;
  }

  async #send(batch: Batch): Promise<Refusal | undefined> {
    const { segment, lines } = batch;
    const records = recordsOf(lines);
    if (records.length === 0) return this.#finish(batch, 0);
    let answer: LogsAnswer;
    segment.busy = true;
    try {
      answer = await this.#post(requestJson(segment.header ?? headerJson(resourceAttributes()), records));
    } catch (error) {
      return { why: (error as Error).message, retryAfterMillis: undefined };
    } finally {
      segment.busy = false;
    }
    const { status } = answer;
    if (status >= 200 && status < 300) {
      this.#limit = Math.min(MOST_RECORDS, this.#limit * 2);
      return this.#finish(batch, Math.min(answer.rejected, records.length));
    }
    if (status === 413 || status === 400) {
      if (records.length > 1) this.#limit = Math.ceil(records.length / 2);
      else if (status === 413 || (await this.#takesAnything())) return this.#finish(batch, 1);
      else return { why: 'HTTP 400 to an empty request too', retryAfterMillis: undefined };
      return undefined;
    }
    return { why: `HTTP ${status}`, retryAfterMillis: answer.retryAfterMillis };
  }

  /** Whether the last record was at fault, and not the way that we ask. */
  async #takesAnything(): Promise<boolean> {
    const answer = await this.#post(NO_RECORDS).catch(() => undefined);
    return answer !== undefined && answer.status >= 200 && answer.status < 300;
  }

  #post(body: string): Promise<LogsAnswer> {
    return postLogs(this.#options.target, body);
  }

  /** A batch is done with, but for the crash of this process before its last line here. */
  #finish({ segment, lines }: Batch, rejected: number): undefined {
    const records = recordsOf(lines).length;
    this.#acknowledged += records - rejected;
    this.#options.drops.add('rejected', rejected);
    this.#options.drops.add('corrupt', lines.length - records);
    const end = lines.at(-1)?.end;
    if (end !== undefined) this.#options.store.advance(segment, end);
  }

  // Only what was tried in vain: a clock that is wrong must not cost what could be delivered. And by two clocks, the one that
  // jumps and the one that does not: a jump ahead ages records for the first, a jump back those written after it for the second.
  #dropAged({ segment, lines }: Batch): void {
    const now = Math.min(Date.now(), performance.timeOrigin + performance.now());
    const oldest = now - this.#options.maxAgeMillis;
    const young = lines.findIndex(({ record }) => record !== undefined && !(timeOf(record) < oldest));
    const aged = lines.slice(0, young < 0 ? lines.length : young);
    const end = aged.at(-1)?.end;
    const records = recordsOf(aged).length;
    if (end === undefined || records === 0) return;
    this.#options.drops.add('age', records);
    this.#options.drops.add('corrupt', aged.length - records);
    this.#options.store.advance(segment, end);
  }

  #backoff({ why, retryAfterMillis }: Refusal): number {
    const { delayMillis, maxBackoffMillis, target } = this.#options;
    if (this.#failures === 0) {
      const message = `${target.endpoint.origin} does not take the spool's records (${why}); they stay on disk`;
      safely('diag', () => diag.warn(`otel-llm-errors: ${message}`));
    }
    this.#failures += 1;
    const most = Math.min(maxBackoffMillis, delayMillis * 2 ** Math.min(this.#failures - 1, 30));
    // Many processes lost the back end at the same moment.
    const millis = most * (0.5 + Math.random() / 2);
    return Math.max(millis, Math.min(retryAfterMillis ?? 0, MOST_RETRY_AFTER));
  }

  #recovered(): void {
    if (this.#failures > 0) safely('diag', () => diag.info("otel-llm-errors: the spool's records are taken again"));
    this.#failures = 0;
    if (this.#options.store.waitingBytes > 0) this.wake();
  }
}

function recordsOf(lines: readonly StoredLine[]): string[] {
  return lines.map(({ record }) => record).filter((record) => record !== undefined);
}
