import { readFileSync } from 'node:fs';

/** One labelled failure: what could be observed, and what a person says it is. */
export interface LabelledCall {
  readonly id: string;
  readonly input: Observed;
  readonly expected: {
    readonly provider: string | null;
    readonly code: string | null;
    readonly canonical_code?: string;
    readonly inner_code?: string;
    readonly category: string;
    readonly accept?: readonly string[];
    readonly request_id: string | null;
    readonly retryable: boolean | null;
  };
}

export interface Observed {
  readonly provider: string | null;
  readonly request_url: string | null;
  readonly http_status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: unknown;
  readonly stream: boolean | null;
  readonly error: ThrownError | null;
}

/** An error that a client threw, as a plain object. */
export interface ThrownError {
  readonly name?: string;
  readonly ctor?: string;
  readonly code?: string;
  readonly message?: string;
  readonly cause?: ThrownError;
}

export function readCorpus(file: string): LabelledCall[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LabelledCall).filter(({ expected }) => expected !== null);
}

/** The body as text. */
export function textOf({ body }: Observed): string {
  if (body === null || body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * The JSON object that an answer held. Many records are what a client printed of an answer; its SDK saw the answer itself, so
 * the object is cut out of the words around it, Python's spelling included.
 */
export function answerOf(observed: Observed): Record<string, unknown> | undefined {
  const text = textOf(observed);
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const end = endOfObject(text, start);
    if (end === undefined) continue;
    const cut = text.slice(start, end);
    const value = parsed(cut) ?? parsed(fromPython(cut));
    if (value !== null && typeof value === 'object' && Object.keys(value).length > 0)
      return value as Record<string, unknown>;
  }
  return undefined;
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quote !== '') {
      if (sign === '\\') at++;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || (sign === "'" && /[{[,:]\s*$/.test(text.slice(Math.max(0, at - 4), at)))) quote = sign;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function fromPython(text: string): string {
  return text
    .replace(/"/g, '\\"')
    .replace(/([{[,:]\s*)'|'(\s*[}\],:])/g, '$1"$2')
    .replace(/:\s*None\b/g, ': null')
    .replace(/:\s*True\b/g, ': true')
    .replace(/:\s*False\b/g, ': false');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The bytes of the answer, as far as they can be had: a stream as it was, else the object, else the text. */
export function bodyOf(observed: Observed): string {
  const text = textOf(observed);
  if (isEventStream(observed))
    return /^(?:data|event|id) ?:/m.test(text) ? text : `data: ${text.replace(/\s*\n\s*/g, ' ')}\n\n`;
  const answer = answerOf(observed);
  return answer ? JSON.stringify(answer) : text;
}

/** A stream that began with HTTP 200. */
export function isEventStream({ stream, http_status: status }: Observed): boolean {
  return stream === true && status !== null && status < 400;
}

/** The error that a client threw, with its chain of causes, as real errors. */
export function thrownBy({ error }: Observed): Error | undefined {
  return error === null ? undefined : realError(error);
}

function realError({ name, code, message, cause }: ThrownError): Error {
  const error = new Error(message, cause && { cause: realError(cause) });
  return Object.assign(error, { name: name ?? 'Error' }, code !== undefined && { code });
}
