import type { LlmErrorClassification } from '../classify/types.ts';
import { type AwsEventFrame, AwsEventFrames } from './aws-event-frames.ts';
import type { EvidenceOptions } from './context.ts';
import { parseJson } from './find-json.ts';
import { classifyResponse, type ResponseEvidence } from './from-response.ts';

/** Events that come when a model has said all. */
const LAST_EVENTS = new Set(['messageStop', 'metadata']);

/**
 * Reads a stream of `application/vnd.amazon.eventstream` (Bedrock) as it comes and keeps the first failure whose cause it can
 * name: an exception, an error, or an event whose JSON tells of one.
 */
export class AwsEventStreamReader {
  readonly #response: ResponseEvidence;
  readonly #options: Pick<EvidenceOptions, 'catalogs'>;
  readonly #text = new TextDecoder();
  readonly #frames = new AwsEventFrames((frame) => this.#onFrame(frame));
  #failure: LlmErrorClassification | undefined;
  #sawEnd = false;
  /** Chunks hold the answer of a model's maker, not what an agent says. */
  readonly #wrapsModel: boolean;

  constructor(response: ResponseEvidence, options: Pick<EvidenceOptions, 'catalogs'> = {}) {
    this.#response = response;
    this.#options = options;
    this.#wrapsModel = response.url?.includes('/invoke-with-response-stream') ?? false;
  }

  /** The failure seen so far. */
  get failure(): LlmErrorClassification | undefined {
    return this.#failure;
  }

  /** An event came that ends a healthy stream. */
  get sawEnd(): boolean {
    return this.#sawEnd;
  }

  push(bytes: Uint8Array): void {
    this.#frames.push(bytes);
  }

  #onFrame({ headers, payload }: AwsEventFrame): void {
    const event = headers.get(':event-type');
    if (event !== undefined && LAST_EVENTS.has(event)) this.#sawEnd = true;
    if (this.#failure && this.#failure.category !== 'unknown') return;
    const text = this.#text.decode(payload);
    const found = classifyResponse({ ...this.#response, body: bodyOf(headers, text, this.#wrapsModel) }, this.#options);
    if (found && (!this.#failure || found.category !== 'unknown')) this.#failure = { ...found, phase: 'stream' };
  }
}

/** What a frame says, in the form of AWS's own error bodies where it tells of an error. */
function bodyOf(headers: ReadonlyMap<string, string>, text: string, wrapsModel: boolean): unknown {
  const type = headers.get(':message-type');
  // Exceptions are members of the stream's model, and so begin with a small letter: `throttlingException`.
  const code = type === 'exception' ? headers.get(':exception-type') : headers.get(':error-code');
  if (type === 'exception' || type === 'error') {
    const said = parseJson(text);
    const message = headers.get(':error-message') ?? (typeof said === 'object' ? undefined : text);
    const name = (code ?? 'UnknownException').replace(/^[a-z]/, (letter) => letter.toUpperCase());
    return { ...(message !== undefined && { message }), ...(said as object), __type: name };
  }
  if (headers.get(':event-type') !== 'chunk') return text;
  // An agent's chunk is what it says; a model's is what the model's maker answers.
  return wrapsModel ? insideChunk(text) : undefined;
}

/** What the model's maker said: InvokeModelWithResponseStream wraps it in base64. */
function insideChunk(text: string): string {
  const bytes = /"bytes"\s*:\s*"([\w+/=]+)"/.exec(text)?.[1];
  if (bytes === undefined) return text;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)));
  } catch {
    return text;
  }
}
