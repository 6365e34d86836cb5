import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { explain } from '../classify/explain.ts';
import type { ErrorExplanation, LlmErrorClassification } from '../classify/types.ts';
import type { LlmErrorConfig } from './config.ts';
import { errorTypeOf } from './error-type.ts';
import * as names from './semconv.ts';

/** What is known of a call beside its failure. */
export interface CallFacts {
  readonly host?: string | undefined;
  readonly account?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
}

/** Where attributes go: a live span, or the attributes of a record to be. */
export interface AttributeTarget {
  setAttribute(key: string, value: AttributeValue): unknown;
}

/**
 * Writes the `llm_error.*` attributes of a span, the most useful first: a span that is full drops what comes last. Neither
 * `error.type` nor `gen_ai.*`: whose those are depends on the span.
 */
export function writeAttributes(
  span: AttributeTarget,
  cause: LlmErrorClassification,
  config: LlmErrorConfig,
  account?: string | undefined,
): void {
  identify(span, cause, config, account);
  if (config.messages) put(span, names.LLM_ERROR_MESSAGE, cause.message);
  if (config.spanTexts.size > 0) {
    const words = wordsFor(cause, config);
    if (config.spanTexts.has('remediation')) put(span, names.LLM_ERROR_REMEDIATION, words.remedy);
    if (config.spanTexts.has('docs_url')) put(span, names.LLM_ERROR_DOCS_URL, words.docsUrl);
  }
}

/** The attributes of a log record: those of a span, the words for people, and how we came to know. */
export function logAttributes(cause: LlmErrorClassification, config: LlmErrorConfig, facts: CallFacts): Attributes {
  const record = new NewAttributes();
  identify(record, cause, config, facts.account);
  const words = wordsFor(cause, config);
  put(record, names.ERROR_TYPE, errorTypeOf(cause));
  put(record, names.LLM_ERROR_TITLE, words.title);
  put(record, names.LLM_ERROR_REMEDIATION, words.remedy);
  put(record, names.LLM_ERROR_DOCS_URL, words.docsUrl);
  if (config.messages) put(record, names.LLM_ERROR_MESSAGE, cause.message);
  put(record, names.LLM_ERROR_REQUEST_ID_SOURCE, cause.requestIdSource);
  put(record, names.GEN_AI_PROVIDER_NAME, cause.provider);
  put(record, names.GEN_AI_REQUEST_MODEL, facts.model);
  put(record, names.GEN_AI_OPERATION_NAME, facts.operation);
  put(record, names.HTTP_RESPONSE_STATUS_CODE, cause.httpStatus);
  put(record, names.SERVER_ADDRESS, facts.host);
  put(record, names.LLM_ERROR_CATALOG_MATCH, cause.match);
  put(record, names.LLM_ERROR_CATALOG_VERSION, catalogOf(cause, config)?.version || undefined);
  return record.attributes;
}

/** `minimax 1008 billing: insufficient balance`: the event's body and the only status description we set. */
export function shortText(cause: LlmErrorClassification, config: LlmErrorConfig): string {
  const { title } = explain(cause, { language: 'en', catalogs: config.catalogs });
  const errorType = errorTypeOf(cause);
  const subject = [cause.provider, errorType === names.ERROR_TYPE_OTHER ? undefined : errorType, cause.category];
  // Only a plain capital is lowered: `API key` and `IP` keep theirs.
  const words = title.replace(/^[A-Z](?=[a-z ])/, (capital) => capital.toLowerCase());
  return `${subject.filter((word) => word !== undefined).join(' ')}: ${words}`;
}

function identify(
  target: AttributeTarget,
  cause: LlmErrorClassification,
  config: LlmErrorConfig,
  account: string | undefined,
): void {
  put(target, names.LLM_ERROR_PROVIDER, cause.provider);
  target.setAttribute(names.LLM_ERROR_CATEGORY, cause.category);
  target.setAttribute(names.LLM_ERROR_FAULT, cause.fault);
  put(target, names.LLM_ERROR_CODE, cause.code);
  put(target, names.LLM_ERROR_RETRYABLE, cause.retryable);
  put(target, names.LLM_ERROR_REQUEST_ID, cause.requestId);
  if (config.nativeRequestId && cause.requestId !== undefined) {
    const native = catalogOf(cause, config)?.requestIdAttribute;
    if (native !== undefined) target.setAttribute(native, cause.requestId);
  }
  put(target, names.LLM_ERROR_SUBCODE, cause.subcode);
  put(target, names.LLM_ERROR_RETRY_AFTER, cause.retryAfter);
  put(target, names.LLM_ERROR_RESET_AT, cause.resetAt);
  if (cause.inBand) target.setAttribute(names.LLM_ERROR_IN_BAND, true);
  if (cause.phase !== 'response') put(target, names.LLM_ERROR_PHASE, cause.phase);
  put(target, names.LLM_ERROR_UPSTREAM_PROVIDER, cause.upstreamProvider);
  put(target, names.LLM_ERROR_ACCOUNT, account);
}

function wordsFor(cause: LlmErrorClassification, config: LlmErrorConfig): ErrorExplanation {
  return explain(cause, { language: config.remediationLanguage, catalogs: config.catalogs });
}

function catalogOf(cause: LlmErrorClassification, config: LlmErrorConfig) {
  return cause.provider === undefined ? undefined : config.catalogs.forName(cause.provider);
}

function put(target: AttributeTarget, key: string, value: string | number | boolean | undefined): void {
  if (value !== undefined) target.setAttribute(key, value);
}

/** Attributes that have no owner yet. */
class NewAttributes implements AttributeTarget {
  readonly attributes: Attributes = {};

  setAttribute(key: string, value: AttributeValue): void {
    this.attributes[key] = value;
  }
}
