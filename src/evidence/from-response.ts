import type { Layer } from '../classify/evidence.ts';
import { sharedMarker } from '../classify/general.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type Answerer, type EvidenceOptions, whoAnswered } from './context.ts';
import { looksLikeEventStream, readEventStream } from './event-stream-reader.ts';
import { parseJson } from './find-json.ts';
import { type HeaderSource, headerLookup } from './headers.ts';
import { judge } from './judge.ts';
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
  const json = text === undefined ? body : parseJson(text);
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
    return judge({ ...observed, layers, values: [json], texts: [] });
  }
  if (text === undefined || text.trim() === '') {
    const layers = withHeaderCode([], answerer, headers, failed);
    return failed ? judge({ ...observed, layers, values: [], texts: [] }) : undefined;
  }
  // An answer that HTTP calls a success and that is no JSON is what the model or somebody's file says.
  if (status !== undefined && !failed) return undefined;
  const read = readText(text, answerer, { failed: true });
  const layers = withHeaderCode(read.layers, read.answerer, headers, failed);
  return judge({ ...observed, answerer: read.answerer, layers, values: read.values, texts: [text] });
}

/** A whole answer of a known provider in which no word of a failure stands: it is not even parsed. */
function isHealthy(text: string, { catalog, hinted }: Answerer): boolean {
  return (
    catalog !== undefined &&
    !hinted &&
    /^\s*\{\s*"/.test(text) &&
    !catalog.failureMarker.test(text) &&
    !sharedMarker().test(text)
  );
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
