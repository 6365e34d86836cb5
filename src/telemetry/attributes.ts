import type { Attributes } from '@opentelemetry/api';
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

/**
 * The `llm_error.*` attributes of a span, the most useful first: a span that is full drops what comes last. Neither
 * `error.type` nor `gen_ai.*`: whose those are depends on the span.
 */
export function spanAttributes(
  cause: LlmErrorClassification,
  config: LlmErrorConfig,
  account?: string | undefined,
): Attributes {
  const attributes = identity(cause, config, account);
  if (config.messages && cause.message !== undefined) attributes[names.LLM_ERROR_MESSAGE] = cause.message;
  if (config.spanTexts.size > 0) {
    const words = wordsFor(cause, config);
    if (config.spanTexts.has('remediation')) attributes[names.LLM_ERROR_REMEDIATION] = words.remedy;
    if (config.spanTexts.has('docs_url') && words.docsUrl) attributes[names.LLM_ERROR_DOCS_URL] = words.docsUrl;
  }
  return attributes;
}

/** The attributes of a log record: those of a span, the words for people, and how we came to know. */
export function logAttributes(cause: LlmErrorClassification, config: LlmErrorConfig, facts: CallFacts): Attributes {
  const attributes = identity(cause, config, facts.account);
  const words = wordsFor(cause, config);
  attributes[names.ERROR_TYPE] = errorTypeOf(cause);
  attributes[names.LLM_ERROR_TITLE] = words.title;
  attributes[names.LLM_ERROR_REMEDIATION] = words.remedy;
  put(attributes, names.LLM_ERROR_DOCS_URL, words.docsUrl);
  if (config.messages) put(attributes, names.LLM_ERROR_MESSAGE, cause.message);
  put(attributes, names.LLM_ERROR_REQUEST_ID_SOURCE, cause.requestIdSource);
  put(attributes, names.GEN_AI_PROVIDER_NAME, cause.provider);
  put(attributes, names.GEN_AI_REQUEST_MODEL, facts.model);
  put(attributes, names.GEN_AI_OPERATION_NAME, facts.operation);
  put(attributes, names.HTTP_RESPONSE_STATUS_CODE, cause.httpStatus);
  put(attributes, names.SERVER_ADDRESS, facts.host);
  attributes[names.LLM_ERROR_CATALOG_MATCH] = cause.match;
  put(attributes, names.LLM_ERROR_CATALOG_VERSION, catalogOf(cause, config)?.version || undefined);
  return attributes;
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

function identity(cause: LlmErrorClassification, config: LlmErrorConfig, account: string | undefined): Attributes {
  const attributes: Attributes = {};
  put(attributes, names.LLM_ERROR_PROVIDER, cause.provider);
  attributes[names.LLM_ERROR_CATEGORY] = cause.category;
  attributes[names.LLM_ERROR_FAULT] = cause.fault;
  put(attributes, names.LLM_ERROR_CODE, cause.code);
  put(attributes, names.LLM_ERROR_RETRYABLE, cause.retryable);
  put(attributes, names.LLM_ERROR_REQUEST_ID, cause.requestId);
  if (config.nativeRequestId && cause.requestId !== undefined) {
    const native = catalogOf(cause, config)?.requestIdAttribute;
    if (native !== undefined) attributes[native] = cause.requestId;
  }
  put(attributes, names.LLM_ERROR_SUBCODE, cause.subcode);
  put(attributes, names.LLM_ERROR_RETRY_AFTER, cause.retryAfter);
  put(attributes, names.LLM_ERROR_RESET_AT, cause.resetAt);
  if (cause.inBand) attributes[names.LLM_ERROR_IN_BAND] = true;
  if (cause.phase !== 'response') put(attributes, names.LLM_ERROR_PHASE, cause.phase);
  put(attributes, names.LLM_ERROR_UPSTREAM_PROVIDER, cause.upstreamProvider);
  put(attributes, names.LLM_ERROR_ACCOUNT, account);
  return attributes;
}

function wordsFor(cause: LlmErrorClassification, config: LlmErrorConfig): ErrorExplanation {
  return explain(cause, { language: config.remediationLanguage, catalogs: config.catalogs });
}

function catalogOf(cause: LlmErrorClassification, config: LlmErrorConfig) {
  return cause.provider === undefined ? undefined : config.catalogs.forName(cause.provider);
}

function put(attributes: Attributes, key: string, value: string | number | boolean | undefined): void {
  if (value !== undefined) attributes[key] = value;
}
