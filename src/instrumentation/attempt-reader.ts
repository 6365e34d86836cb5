import type { CatalogSet } from '../classify/catalog-set.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { classifyError } from '../evidence/from-error.ts';
import type { ResponseEvidence } from '../evidence/from-response.ts';
import type { AttemptEnd, AttemptObserver, AttemptStart } from '../telemetry/attempt.ts';
import type { RecentSet } from '../telemetry/bounded.ts';
import { type BodyReader, createBodyReader, type Verdict } from './body-reader.ts';
import type { RawHeaders } from './raw-headers.ts';
import { inConnectPhase, isAbort } from './transport-error.ts';
import { WebSocketReader } from './websocket-reader.ts';

/** What all attempts of a tap share. */
export interface AttemptServices {
  readonly observer: AttemptObserver;
  readonly catalogs: CatalogSet;
  /** Failed tasks that were reported: a task is polled again and again. */
  readonly reportedTasks: RecentSet;
}

/** Follows one request to a wanted host, and tells the observer once how it ended. */
export class AttemptReader {
  readonly start: AttemptStart;
  /** How long the caller's SDK waits for the headers, in milliseconds, where the request says it. */
  deadline: number | undefined;
  readonly #services: AttemptServices;
  readonly #url: string;
  readonly #began = performance.now();
  #status: number | undefined;
  #headers: RawHeaders | undefined;
  #body: BodyReader | undefined;
  #done = false;

  constructor(start: AttemptStart, url: string, services: AttemptServices) {
    this.start = start;
    this.#url = url;
    this.#services = services;
  }

  headersReceived(status: number, headers: RawHeaders): void {
    if (this.#done || this.#status !== undefined) return;
    this.#status = status;
    this.#headers = headers;
    this.#body = createBodyReader(
      this.#response(),
      headers.get('content-type'),
      headers.get('content-encoding'),
      this.#services.catalogs,
    );
  }

  /** The answer opened a connection: its messages are followed from here on, if it is a WebSocket. */
  upgraded(headers: RawHeaders): WebSocketReader | undefined {
    if (headers.get('sec-websocket-accept') === undefined) this.complete();
    if (this.#done) return undefined;
    this.#done = true;
    const response = { ...this.#response(), status: 101, headers };
    return new WebSocketReader(this.start, response, headers.get('sec-websocket-extensions'), this.#services);
  }

  /** Whether the headers of the answer are there. */
  get answered(): boolean {
    return this.#status !== undefined;
  }

  /** Takes a chunk of the body as it came over the wire. */
  data(chunk: Uint8Array): void {
    if (!this.#done) this.#body?.push(chunk);
  }

  /** The answer is whole. */
  complete(): void {
    this.#finish(true, (verdict) => this.#deliver(verdict ? { classification: verdict } : {}));
  }

  /** The connection broke, or the caller went away: `error` is what the client says about it, if anything. */
  failed(error?: unknown): void {
    const whole = this.#body?.sawEnd === true;
    this.#finish(whole, (verdict) => {
      if (verdict) this.#deliver({ classification: verdict });
      else this.#deliver(whole ? {} : this.#cut(error));
    });
  }

  #finish(whole: boolean, done: (verdict: Verdict) => void): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#body) this.#body.end(whole, done);
    else done(undefined);
  }

  #cut(error: unknown): AttemptEnd {
    const cause = error === undefined ? undefined : this.#causeOf(error);
    if (cause && !isAbort(error, cause)) return { classification: cause };
    if (this.#deadlinePassed()) {
      const timeout = this.#causeOf({ name: 'TimeoutError', message: 'The time that the client allows passed' });
      if (timeout) return { classification: timeout };
    }
    return { aborted: this.#body?.isStream && (this.#status ?? 0) < 300 ? 'stream' : 'undecided' };
  }

  // SDKs stop their clock when the headers are there.
  #deadlinePassed(): boolean {
    if (this.deadline === undefined || this.#status !== undefined) return false;
    return performance.now() - this.#began >= this.deadline;
  }

  /** Names the cause of a transport error, with what the headers of the answer tell of provider and request id. */
  #causeOf(error: unknown): LlmErrorClassification | undefined {
    const { status, headers } = this.#response();
    const carrier = { stack: '', status, headers, cause: error };
    const cause = classifyError(carrier, { ...this.#response(), catalogs: this.#services.catalogs });
    // Whatever the headers said: here it is the connection that failed, not the payload.
    return cause && { ...cause, phase: this.#phaseOf(error), inBand: false };
  }

  #phaseOf(error: unknown): 'connect' | 'response' | 'stream' {
    if (this.#body?.isStream) return 'stream';
    return this.#status === undefined && inConnectPhase(error) ? 'connect' : 'response';
  }

  #response(): ResponseEvidence {
    return { url: this.#url, status: this.#status, headers: this.#headers, provider: this.start.provider };
  }

  #deliver(end: AttemptEnd): void {
    const status = this.#status === undefined ? {} : { httpStatus: this.#status };
    const { observer } = this.#services;
    this.#body = undefined;
    if (end.classification && this.#isOldNews(end.classification)) observer.end(this.start, status);
    else observer.end(this.start, { ...status, ...end });
  }

  #isOldNews({ provider, taskId }: LlmErrorClassification): boolean {
    if (taskId === undefined) return false;
    const task = JSON.stringify([provider, taskId]);
    if (this.#services.reportedTasks.has(task)) return true;
    this.#services.reportedTasks.add(task);
    return false;
  }
}
