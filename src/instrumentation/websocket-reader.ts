import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import { sharedMarker } from '../classify/general.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { parseJson } from '../evidence/find-json.ts';
import { type CloseFrame, classifyClose } from '../evidence/from-close-frame.ts';
import { classifyError } from '../evidence/from-error.ts';
import { classifyResponse, type ResponseEvidence } from '../evidence/from-response.ts';
import type { AttemptEnd, AttemptStart } from '../telemetry/attempt.ts';
import type { AttemptServices } from './attempt-reader.ts';
import { ClientFrames } from './client-frames.ts';
import { WebSocketFrames } from './websocket-frames.ts';

/** The same failure within this time is one that is said twice, in milliseconds; so is the close that follows from it. */
const ECHO_TIME = 2_000;
const MAX_REMEMBERED = 64;

/**
 * Follows one WebSocket. Every failure that a message tells of is one failed attempt, told at once, because connections live
 * long; a connection without any is one attempt, told when it ends.
 */
export class WebSocketReader {
  readonly #start: AttemptStart;
  readonly #response: ResponseEvidence;
  readonly #services: AttemptServices;
  readonly #catalog: CompiledCatalog | undefined;
  readonly #frames: WebSocketFrames;
  /** What was told, and when. */
  readonly #told = new Map<string, number>();
  readonly #sent = new ClientFrames();
  #ended = false;

  /** `response` is the answer that opened the connection. */
  constructor(
    start: AttemptStart,
    response: ResponseEvidence,
    extensions: string | undefined,
    services: AttemptServices,
  ) {
    this.#start = start;
    this.#response = response;
    this.#services = services;
    this.#catalog = start.provider === undefined ? undefined : services.catalogs.forName(start.provider);
    this.#frames = new WebSocketFrames(extensions, {
      text: (message) => this.#message(message),
      close: (code, reason) => this.#closed({ code, reason }),
    });
  }

  /** Takes bytes that the server sent. */
  received(chunk: Buffer): void {
    if (!this.#ended) this.#frames.push(chunk);
  }

  /** Sees bytes that the program sends: who says first that it closes ends the connection. */
  sent(chunk: Uint8Array): void {
    if (!this.#ended) this.#sent.push(chunk);
  }

  /** The server hung up, or the connection broke. */
  cut(error: unknown): void {
    if (!this.#ended) this.#end(failure(this.#causeOf(error)));
  }

  /** The connection is gone. */
  gone(): void {
    this.#end({ aborted: 'stream' });
  }

  #closed(frame: CloseFrame): void {
    const { catalogs } = this.#services;
    this.#end(failure(classifyClose(frame, this.#response, { catalogs })));
  }

  #message(message: Buffer): void {
    const text = message.toString('latin1');
    if (!(this.#catalog?.failureMarker ?? sharedMarker()).test(text)) return;
    const body = parseJson(message.toString());
    if (body === null || typeof body !== 'object') return;
    const { catalogs } = this.#services;
    const found = classifyResponse({ ...this.#response, body }, { catalogs });
    if (found) this.#tell({ ...found, phase: 'stream' });
  }

  /** Tells a failure, unless it is one that was told: some are said twice, by an error and by the answer that failed. */
  #tell(failure: LlmErrorClassification): void {
    const { category, code, message, taskId } = failure;
    const key = JSON.stringify([category, code, message, taskId]);
    const now = performance.now();
    const before = this.#told.get(key);
    if (before !== undefined && now - before < ECHO_TIME) return;
    const isFirst = this.#told.size === 0;
    if (this.#told.size >= MAX_REMEMBERED) this.#told.delete(this.#told.keys().next().value as string);
    this.#told.set(key, now);
    this.#deliver(isFirst ? this.#start : { ...this.#start }, { classification: failure });
  }

  #end(end: AttemptEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    const agreed = this.#sent.sawClose ? {} : end;
    // Later, where messages are still to be inflated: what they tell comes first.
    this.#frames.end(() => {
      if (this.#told.size === 0) this.#deliver(this.#start, agreed);
      else if (agreed.classification && !this.#toldJustNow()) this.#deliver({ ...this.#start }, agreed);
    });
  }

  #toldJustNow(): boolean {
    const now = performance.now();
    return [...this.#told.values()].some((at) => now - at < ECHO_TIME);
  }

  #causeOf(error: unknown): LlmErrorClassification | undefined {
    const { url, provider } = this.#response;
    const cause = classifyError(error, { url, provider, catalogs: this.#services.catalogs });
    return cause && { ...cause, phase: 'stream' };
  }

  #deliver(start: AttemptStart, end: AttemptEnd): void {
    this.#services.observer.end(start, { httpStatus: 101, ...end });
  }
}

function failure(cause: LlmErrorClassification | undefined): AttemptEnd {
  return cause ? { classification: cause } : {};
}
