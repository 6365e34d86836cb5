import { classify } from '../classify/classify.ts';
import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import type { Layer } from '../classify/evidence.ts';
import { general } from '../classify/general.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import type { Mutable } from '../classify/mutable.ts';
import type { ErrorPhase, LlmErrorClassification } from '../classify/types.ts';
import type { Answerer } from './context.ts';
import { asText, firstPresent } from './json-pointer.ts';
import { isName, redact } from './redact.ts';
import { findRequestId } from './request-id.ts';
import { readTimes } from './times.ts';

/** A failure with all that was read of it, outermost first. */
export interface Observation {
  readonly answerer: Answerer;
  readonly layers: readonly Layer[];
  /** JSON values that were read. */
  readonly values: readonly unknown[];
  /** Texts that an id or a time may stand in. */
  readonly texts: readonly string[];
  readonly headers: HeaderLookup;
  readonly status?: number | undefined;
  readonly phase?: ErrorPhase | undefined;
  readonly exceptions?: readonly string[] | undefined;
}

/** A wait longer than this makes a retry of the same call hopeless, in seconds. */
const LONGEST_WAIT = 3600;

/** Judges an observed failure: the cause by the rules, then whose it is, which id to quote, and when to try again. */
export function judge(observation: Observation): LlmErrorClassification {
  const { answerer, headers, values, texts, status, layers, exceptions } = observation;
  const verdict = classify({ layers, catalog: answerer.catalog, status, exceptions });
  const { layer, category } = verdict;
  const catalog = answerer.hinted && layer?.catalog ? layer.catalog : (answerer.catalog ?? layer?.catalog);
  const lister = layer?.catalog ?? catalog;
  const messages: string[] = [];
  for (const { message } of layers) if (message !== undefined) messages.push(message);
  const times = readTimes({
    headers,
    body: values[0],
    messages: messages.length > 0 ? messages : texts,
    now: Date.now(),
  });
  const id = findRequestId({ catalog, headers, values, layers, texts: messages.concat(texts) });
  const message = layer?.message ?? messages.at(-1) ?? texts[0];
  const whose = attribute(answerer, layers, values);
  const retryable = retryableOf(verdict.retryable, headers, times.retryAfter);
  const phase = layers.find((each) => each.phase !== undefined)?.phase ?? observation.phase;
  const taskId = layers.find((each) => each.taskId !== undefined)?.taskId;
  const exception = exceptions?.at(-1);
  // Assigned one by one: it is several times cheaper than spreading what is there.
  const found: Mutable<LlmErrorClassification> = {
    category,
    fault: verdict.fault,
    inBand: status !== undefined && status < 400 && layers.some((each) => each.failed),
    match: verdict.match,
    rule: verdict.rule,
  };
  if (whose.provider !== undefined) found.provider = whose.provider;
  if (whose.upstreamProvider !== undefined) found.upstreamProvider = whose.upstreamProvider;
  if (isCode(verdict.code, lister)) found.code = verdict.code;
  if (isCode(verdict.subcode, lister)) found.subcode = verdict.subcode;
  if (retryable !== undefined) found.retryable = retryable;
  if (times.retryAfter !== undefined) found.retryAfter = times.retryAfter;
  if (times.resetAt !== undefined) found.resetAt = times.resetAt;
  if (id) {
    found.requestId = id.requestId;
    found.requestIdSource = id.requestIdSource;
  }
  if (phase !== undefined) found.phase = phase;
  if (status !== undefined) found.httpStatus = status;
  if (exception !== undefined) found.exception = exception;
  if (taskId !== undefined) found.taskId = taskId;
  const told = message === undefined ? '' : redact(message);
  if (told !== '') found.message = told;
  return found;
}

/** Who answered, and behind a gateway whose failure it passes on. */
function attribute(
  { catalogs, provider, hinted }: Answerer,
  layers: readonly Layer[],
  values: readonly unknown[],
): { provider: string | undefined; upstreamProvider: string | undefined } {
  const shaped = layers.find((layer) => layer.catalog)?.catalog?.provider;
  const named = asText(firstPresent(values[0], general().upstream));
  const owner = hinted ? (shaped ?? provider) : provider;
  const upstream = (named === undefined ? undefined : catalogs.forName(named)?.provider) ?? shaped;
  return { provider: owner, upstreamProvider: upstream === owner ? undefined : upstream };
}

/** Codes leave the process as they came, whatever place of an answer, an error or a header they were read from. */
function isCode(code: string | undefined, catalog: CompiledCatalog | undefined): code is string {
  return code !== undefined && (isName(code) || catalog?.has(code) === true);
}

function retryableOf(said: boolean | null, headers: HeaderLookup, wait: number | undefined): boolean | undefined {
  const header = headers('x-should-retry');
  if (header === 'true' || header === 'false') return header === 'true';
  if (said === true && wait !== undefined && wait > LONGEST_WAIT) return false;
  return said ?? undefined;
}
