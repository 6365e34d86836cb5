import type { CatalogSet } from '../classify/catalog-set.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import type { EvidenceOptions } from '../evidence/context.ts';
import { looksLikeEventStream } from '../evidence/event-stream-reader.ts';
import { parseJson } from '../evidence/find-json.ts';
import { classifyError } from '../evidence/from-error.ts';
import { classifyResponse } from '../evidence/from-response.ts';
import { classifyText } from '../evidence/from-text.ts';
import type { HeaderSource } from '../evidence/headers.ts';

/** One line of input: what was observed of one call; any field may be null or missing. */
export interface ObservedCall {
  readonly provider?: string | null;
  readonly request_url?: string | null;
  readonly http_status?: number | null;
  readonly headers?: HeaderSource | null;
  readonly body?: unknown;
  readonly stream?: boolean | null;
  readonly error?: unknown;
}

/** Classifies one observed call; null when nothing failed. Names are as in the input: snake_case. */
export function classifyObserved(call: ObservedCall, catalogs: CatalogSet): Record<string, unknown> | null {
  const url = call.request_url ?? undefined;
  const provider = call.provider ?? undefined;
  const response = {
    url,
    provider,
    status: call.http_status ?? undefined,
    headers: call.headers,
    body: call.body ?? undefined,
    stream: call.stream ?? undefined,
  };
  const answered = classifyResponse(response, { catalogs }) ?? classifyPasted(call.body, { url, provider, catalogs });
  const decided = answered !== undefined && answered.match !== 'none' && answered.match !== 'http_status';
  const thrown = decided || call.error == null ? undefined : classifyError(call.error, { url, provider, catalogs });
  const found = thrown && (!answered || thrown.match !== 'none') ? { ...answered, ...thrown } : answered;
  return found ? toRecord(found) : null;
}

/** Words without which a text tells of no failure: what a model said may be about anything. */
const WRAPPED = /"(?:code|msg|message)"|error|exception|fail|denied|reject|_reason|status|错误|异常|失败|拒绝/i;

/** A body that is no answer but somebody's words about one: a wrapper's text, a log line. It must name the cause itself. */
function classifyPasted(body: unknown, options: EvidenceOptions): LlmErrorClassification | undefined {
  if (typeof body !== 'string' || parseJson(body) !== undefined || looksLikeEventStream(body)) return undefined;
  if (!WRAPPED.test(body)) return undefined;
  const found = classifyText(body, options);
  return found && ['code', 'prefix', 'message'].includes(found.match) ? found : undefined;
}

/** The fields of a classification under the names of the JSON lines. */
export function toRecord(found: LlmErrorClassification): Record<string, unknown> {
  return {
    provider: found.provider ?? null,
    upstream_provider: found.upstreamProvider,
    // Where no provider answered, the system's own error code stands in.
    code: found.code ?? (/^[A-Z][A-Z0-9_]+$/.test(found.exception ?? '') ? found.exception : null),
    subcode: found.subcode,
    category: found.category,
    fault: found.fault,
    retryable: found.retryable ?? null,
    retry_after: found.retryAfter,
    reset_at: found.resetAt,
    request_id: found.requestId ?? null,
    request_id_source: found.requestIdSource,
    phase: found.phase,
    in_band: found.inBand,
    message: found.message,
    match: found.match,
    rule: found.rule,
  };
}
