import { builtinCatalogSet } from '../classify/catalog-set.ts';
import { clip } from '../classify/pattern.ts';
import { remember } from '../classify/remember.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import type { EvidenceOptions } from './context.ts';
import { classifyError } from './from-error.ts';
import { classifyResponse } from './from-response.ts';
import { classifyRecorded } from './from-span.ts';
import { classifyText } from './from-text.ts';
import { get, keysOf } from './plain.ts';

/** The part of a log record that tells about a failure. */
export interface LogRecordEvidence {
  readonly body?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

const MAX_ATTRIBUTES = 64;

/**
 * Names the cause of a failed LLM call that a log record tells of: an exception, a body that is an answer, fields of an error, or plain text.
 * A log holds failures of every kind, so a record counts only when something says whose it is: the hint, a host, or the words of one vendor.
 */
export function classifyLogRecord(
  record: LogRecordEvidence,
  options: EvidenceOptions = {},
): LlmErrorClassification | undefined {
  const attributes = record.attributes ?? {};
  if (options.provider === undefined && options.url === undefined && !namesVendor([record.body, attributes], options))
    return undefined;
  for (const found of candidates(record, attributes, options)) {
    if (found && found.provider !== undefined && found.match !== 'none' && found.match !== 'http_status') return found;
  }
  return undefined;
}

const isWrapped = remember((text) => /[A-Za-z]Exception - /.test(clip(text)));

/** The frames of a trace name folders of the program; its first line is the message, which stands beside it. */
const TRACES = new Set(['exception.stacktrace', 'stack']);

/** Whether anything in the record can say whose failure it is; most records of a program cannot, and cost no more than this. */
function namesVendor(value: unknown, options: EvidenceOptions, depth = 0): boolean {
  if (typeof value === 'string') {
    return (options.catalogs ?? builtinCatalogSet()).namesVendor(value) || isWrapped(value);
  }
  if (value === null || typeof value !== 'object' || depth > 3) return false;
  const keys = keysOf(value).slice(0, MAX_ATTRIBUTES);
  return keys.some(
    (key) => !TRACES.has(key) && (namesVendor(key, options, 4) || namesVendor(get(value, key), options, depth + 1)),
  );
}

function* candidates(
  { body }: LogRecordEvidence,
  attributes: Readonly<Record<string, unknown>>,
  options: EvidenceOptions,
): Generator<LlmErrorClassification | undefined> {
  if (body !== null && typeof body === 'object') {
    yield classifyError(body, options);
    yield classifyResponse({ ...options, body }, options);
  }
  const fields = withoutException(attributes);
  for (const value of [fields, ...Object.values(fields)]) {
    if (value !== null && typeof value === 'object') {
      yield classifyResponse({ ...options, body: value }, options);
      yield classifyError(value, options);
    }
  }
  if (attributes['exception.type'] !== undefined || attributes['exception.message'] !== undefined) {
    yield classifyRecorded([attributes], { ...options, failed: true, texts: [] });
  }
  // A sentence that names a cause in anybody's words may be about anything that the program does beside the call.
  const said = typeof body === 'string' ? classifyText(body, options) : undefined;
  if (said && (!said.rule.startsWith('general#') || namesVendor(body, options))) yield said;
}

/** The attributes as one object, as an answer that was logged field by field; the exception's are read apart. */
function withoutException(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(attributes).slice(0, MAX_ATTRIBUTES);
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('exception.')));
}
