import type { Layer } from '../classify/evidence.ts';
import { isContentPath } from '../classify/general.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type Answerer, type EvidenceOptions, whoAnswered } from './context.ts';
import { looksLikeEventStream, readEventStream } from './event-stream-reader.ts';
import { parseJson } from './find-json.ts';
import { type HeaderSource, headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { plain } from './plain.ts';
import { readLayers } from './read-layers.ts';
import { readText } from './read-text.ts';

/** One answer of a provider, whole or in part. */
export interface ResponseEvidence {
  readonly url?: string | undefined;
  /** HTTP status; absent when it is not known (a WebSocket message, a pasted body). */
  readonly status?: number | undefined;
  readonly headers?: HeaderSource | null | undefined;
  /** Text, or JSON that is parsed already. */
  readonly body?: unknown;
  /** `gen_ai.provider.name`, where the URL is not known. */
  readonly provider?: string | undefined;
  /** The body is a stream of server-sent events. */
  readonly stream?: boolean | undefined;
}

/** Names the cause of a failed call from the provider's answer; undefined when the answer is no failure. */
export function classifyResponse(
  response: ResponseEvidence,
  options: Pick<EvidenceOptions, 'catalogs'> = {},
): LlmErrorClassification | undefined {
  const { status, body } = response;
  const headers = headerLookup(response.headers);
  const text = typeof body === 'string' ? body : undefined;
  if (text !== undefined && looksLikeEventStream(text)) {
    const streamed = readEventStream(text, { ...options, ...response });
    if (streamed || status === undefined || status < 400) return streamed;
  }
  const failed = status !== undefined && status >= 400;
  const answerer = whoAnswered({ ...options, ...response }, headers);
  if (!failed && text !== undefined && isHealthy(text, answerer)) return undefined;
  if (!failed && status !== undefined && isContentPath(pathOf(response.url))) return undefined;
  const json = text === undefined ? plain(body) : parseJson(text);
  const observed = { answerer, headers, status, phase: 'response' as const };
  if (json !== null && typeof json === 'object') {
    const { catalogs, catalog, hinted } = answerer;
    const layers = withHeaderCode(
      readLayers(json, { catalogs, catalog, failed, proven: !hinted }),
      answerer,
      headers,
      failed,
    );
    if (!failed && !layers.some((layer) => layer.failed)) return undefined;
    if (layers.length > 0) return judge({ ...observed, layers, values: [json], texts: [] });
  }
  const words = json !== null && typeof json === 'object' ? leaves(json).join('\n') : (text ?? '');
  if (words.trim() === '') {
    const layers = withHeaderCode([], answerer, headers, failed);
    return failed ? judge({ ...observed, layers, values: [], texts: [] }) : undefined;
  }
  if (text !== undefined && !failed && isLines(headers)) return fromLines(text, response, options);
  // An answer that HTTP calls a success and that is no JSON is what the model or somebody's file says.
  if (status !== undefined && !failed) return undefined;
  const read = readText(words, answerer, { failed: true });
  const layers = withHeaderCode(read.layers, read.answerer, headers, failed);
  return judge({
    ...observed,
    answerer: read.answerer,
    layers,
    values: read.values,
    texts: [words],
    exceptions: read.exceptions,
  });
}

function isLines(headers: HeaderLookup): boolean {
  return /ndjson/i.test(headers('content-type') ?? '');
}

/** A stream of JSON lines, one of which can be the failure. */
function fromLines(
  text: string,
  response: ResponseEvidence,
  options: Pick<EvidenceOptions, 'catalogs'>,
): LlmErrorClassification | undefined {
  for (const line of text.split('\n')) {
    const body = parseJson(line);
    const found = body === undefined ? undefined : classifyResponse({ ...response, body }, options);
    if (found) return { ...found, phase: found.phase === 'task' ? 'task' : 'stream' };
  }
  return undefined;
}

function pathOf(url: string | undefined): string {
  return url?.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') ?? '';
}

const MAX_LEAVES = 16;

/** Where an answer repeats the request: what stands there is the program's own. */
const ECHO = new Set(['request', 'input', 'inputs', 'prompt', 'messages', 'contents']);

/** The texts in a JSON value of no known shape: a failed answer says somewhere why it failed. */
function leaves(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return value.length > 8 ? [value] : [];
  if (value === null || typeof value !== 'object' || depth > 4) return [];
  return Object.entries(value)
    .slice(0, MAX_LEAVES)
    .flatMap(([key, each]) => (ECHO.has(key) ? [] : leaves(each, depth + 1)))
    .slice(0, MAX_LEAVES);
}

/** A whole answer of a known provider in which no word of a failure stands: it is not even parsed. */
function isHealthy(text: string, { catalog, hinted }: Answerer): boolean {
  return catalog !== undefined && !hinted && /^\s*\{\s*"/.test(text) && !catalog.failureMarker.test(text);
}

/** Some vendors say the code in a header; the layer that has none takes it from there. */
function withHeaderCode(
  layers: readonly Layer[],
  { catalog }: Answerer,
  headers: HeaderLookup,
  failed: boolean,
): readonly Layer[] {
  for (const name of failed ? (catalog?.rules.codeHeaders ?? []) : []) {
    const code = /^[^:;,]{1,100}/.exec(headers(name) ?? '')?.[0].trim();
    if (code === undefined || code === '') continue;
    const [outer = { failed: true }, ...inner] = layers;
    return [{ ...outer, code: outer.code ?? code }, ...inner];
  }
  return layers;
}
