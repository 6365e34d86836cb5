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

/** More different failures than this on one connection are not told. */
const MAX_FAILURES = 32;

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
  readonly #told = new Set<string>();
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
    if (!sharedMarker().test(text) && !this.#catalog?.failureMarker.test(text)) return;
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
    if (this.#told.has(key) || this.#told.size >= MAX_FAILURES) return;
    const isFirst = this.#told.size === 0;
    this.#told.add(key);
    this.#deliver(isFirst ? this.#start : { ...this.#start }, { classification: failure });
  }

  #end(end: AttemptEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    const agreed = this.#sent.sawClose ? {} : end;
    // Later, where messages are still to be inflated: what they tell comes first.
    this.#frames.end(() => {
      if (this.#told.size === 0) this.#deliver(this.#start, agreed);
    });
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
