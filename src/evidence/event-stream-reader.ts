import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import { general, sharedMarker } from '../classify/general.ts';
import { pattern } from '../classify/pattern.ts';
import { isFailureEvent } from '../classify/telling-words.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type Answerer, type EvidenceOptions, whoAnswered } from './context.ts';
import { parseJson } from './find-json.ts';
import type { ResponseEvidence } from './from-response.ts';
import { headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { readLayers } from './read-layers.ts';

/** Data longer than this cannot be an error event; what is not whole at twice the length is given up. */
const MAX_DATA = 65_536;
const MAX_BUFFER = 2 * MAX_DATA;

/** The parser looks for each line's end in all that it is fed at once. */
const MAX_FED = 8_192;

/** Of failures whose cause cannot be named so many are read: a stream of nothing else shall not cost more than its bytes. */
const MAX_UNNAMED = 32;

/**
 * Reads a stream of server-sent events as it comes and keeps the first failure whose cause it can name. Memory is bounded: nothing of a
 * healthy chunk is kept, and only chunks that can hold a failure are parsed.
 */
export class EventStreamReader {
  readonly #answerer: Answerer;
  readonly #response: ResponseEvidence;
  #parser: EventSourceParser;
  #status: number | undefined;
  #failure: LlmErrorClassification | undefined;
  #sawEnd = false;
  #events = 0;
  #unnamed = 0;

  constructor(response: ResponseEvidence, options: Pick<EvidenceOptions, 'catalogs'> = {}) {
    this.#response = response;
    this.#answerer = whoAnswered({ ...options, ...response }, headerLookup(response.headers));
    this.#parser = this.#createParser();
  }

  #createParser(): EventSourceParser {
    return createParser({
      maxBufferSize: MAX_BUFFER,
      onEvent: (event) => this.#onEvent(event),
      onComment: (comment) => this.#onComment(comment),
      onError: ({ type, line }) => {
        if (type === 'max-buffer-size-exceeded') this.#parser = this.#createParser();
        // Gemini ends a stream that broke with a bare line of JSON.
        else if (line?.startsWith('{"')) this.#onEvent({ data: line });
      },
    });
  }

  /** The failure seen so far. */
  get failure(): LlmErrorClassification | undefined {
    return this.#failure;
  }

  /** An event came that ends a healthy stream, such as `[DONE]`. */
  get sawEnd(): boolean {
    return this.#sawEnd;
  }

  /** How many events came. */
  get events(): number {
    return this.#events;
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += MAX_FED) this.#parser.feed(text.slice(at, at + MAX_FED));
  }

  /** Tells the cause of the failure that the stream carried; undefined when it carried none. */
  end(): LlmErrorClassification | undefined {
    this.#parser.feed('\n\n');
    return this.#failure;
  }

  /** DashScope says the status of a failed event in a comment: `:HTTP_STATUS/400`. */
  #onComment(comment: string): void {
    const status = Number(/^\s*HTTP_STATUS\/(\d{3})/.exec(comment)?.[1]);
    if (status >= 100) this.#status = status;
  }

  #onEvent({ event, data }: EventSourceMessage): void {
    this.#events++;
    const status = this.#status;
    this.#status = undefined;
    if (this.#isEnd(event, data)) this.#sawEnd = true;
    if (this.#failure && (this.#failure.category !== 'unknown' || this.#unnamed >= MAX_UNNAMED)) return;
    const failed = status !== undefined && status >= 400;
    if (data.length > MAX_DATA || !(failed || this.#canFail(event, data))) return;
    const value = parseJson(data);
    if (value === null || typeof value !== 'object') return;
    const { catalogs, catalog } = this.#answerer;
    const layers = readLayers(value, { catalogs, catalog, event, failed, proven: !this.#answerer.hinted });
    if (!failed && !layers.some((layer) => layer.failed)) return;
    const spoken = failed
      ? layers.map((layer) => ({ ...layer, failed: true, status: layer.status ?? status }))
      : layers;
    const found = judge({
      answerer: this.#answerer,
      headers: headerLookup(this.#response.headers),
      layers: spoken,
      values: [value],
      texts: [],
      status: this.#response.status,
      phase: 'stream',
    });
    if (found.category === 'unknown') this.#unnamed++;
    if (!this.#failure || found.category !== 'unknown') this.#failure = found;
  }

  #canFail(event: string | undefined, data: string): boolean {
    return isFailureEvent(event) || (this.#answerer.catalog?.failureMarker ?? sharedMarker()).test(data);
  }

  #isEnd(event: string | undefined, data: string): boolean {
    if (event !== undefined && general().streamEndEvents.includes(event)) return true;
    return data.length < 4096 && general().streamEnd.some((source) => pattern(source).test(data));
  }
}

/** Whether a text begins as server-sent events do. */
export function looksLikeEventStream(text: string): boolean {
  return /^[\s\uFEFF]*(?::HTTP_STATUS|(?:id|event|data|retry)\s?:)/.test(text);
}

/** Reads a whole stream that is at hand as text. */
export function readEventStream(
  text: string,
  response: ResponseEvidence & Pick<EvidenceOptions, 'catalogs'>,
): LlmErrorClassification | undefined {
  const { body: _body, catalogs, ...rest } = response;
  const reader = new EventStreamReader(rest, catalogs === undefined ? {} : { catalogs });
  reader.push(text.slice(0, 1_048_576));
  return reader.end();
}
