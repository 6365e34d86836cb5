// Every attribute, metric and event name that we write or read is spelled here and nowhere else.
// OpenTelemetry's own package marks all gen_ai names as moved, so they are ours to keep.

export const SCOPE_NAME = 'otel-llm-errors';

// Ours.
export const LLM_ERROR_PROVIDER = 'llm_error.provider';
export const LLM_ERROR_CATEGORY = 'llm_error.category';
export const LLM_ERROR_FAULT = 'llm_error.fault';
export const LLM_ERROR_CODE = 'llm_error.code';
export const LLM_ERROR_SUBCODE = 'llm_error.subcode';
export const LLM_ERROR_RETRYABLE = 'llm_error.retryable';
export const LLM_ERROR_RETRY_AFTER = 'llm_error.retry_after';
export const LLM_ERROR_RESET_AT = 'llm_error.reset_at';
export const LLM_ERROR_IN_BAND = 'llm_error.in_band';
export const LLM_ERROR_PHASE = 'llm_error.phase';
export const LLM_ERROR_REQUEST_ID = 'llm_error.request_id';
export const LLM_ERROR_REQUEST_ID_SOURCE = 'llm_error.request_id_source';
export const LLM_ERROR_UPSTREAM_PROVIDER = 'llm_error.upstream_provider';
export const LLM_ERROR_TITLE = 'llm_error.title';
export const LLM_ERROR_MESSAGE = 'llm_error.message';
export const LLM_ERROR_REMEDIATION = 'llm_error.remediation';
export const LLM_ERROR_DOCS_URL = 'llm_error.docs_url';
export const LLM_ERROR_FAILED_ATTEMPTS = 'llm_error.failed_attempts';
export const LLM_ERROR_ACCOUNT = 'llm_error.account';
export const LLM_ERROR_CATALOG_VERSION = 'llm_error.catalog.version';
export const LLM_ERROR_CATALOG_MATCH = 'llm_error.catalog.match';
export const LLM_ERROR_ORIGINAL_ERROR_TYPE = 'llm_error.original_error_type';
/** On the event only: how many like it were held back since the last one. */
export const LLM_ERROR_SUPPRESSED = 'llm_error.suppressed';

/** On the metric of the spool only: why records were dropped. */
export const LLM_ERROR_SPOOL_DROP_REASON = 'llm_error.spool.drop_reason';

export const EVENT_ATTEMPT_FAILED = 'llm_error.attempt_failed';

export const METRIC_OCCURRENCES = 'llm_error.occurrences';
export const METRIC_ATTEMPTS = 'llm_error.attempts';
export const METRIC_ABORTS = 'llm_error.aborts';
export const METRIC_SPOOL_DROPPED = 'llm_error.spool.dropped';

// OpenTelemetry's.
export const ERROR_TYPE = 'error.type';
export const ERROR_TYPE_OTHER = '_OTHER';
export const EXCEPTION_TYPE = 'exception.type';
export const EXCEPTION_MESSAGE = 'exception.message';
export const LOG_RECORD_UID = 'log.record.uid';
export const SERVER_ADDRESS = 'server.address';
export const URL_PATH = 'url.path';
export const HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const GEN_AI_PROVIDER_NAME = 'gen_ai.provider.name';
/** The older name of `gen_ai.provider.name`. */
export const GEN_AI_SYSTEM = 'gen_ai.system';
export const GEN_AI_REQUEST_MODEL = 'gen_ai.request.model';
export const GEN_AI_OPERATION_NAME = 'gen_ai.operation.name';

// Other people's, read to tell an LLM call from what is built of LLM calls.
export const OPENINFERENCE_SPAN_KIND = 'openinference.span.kind';
export const LANGFUSE_OBSERVATION_TYPE = 'langfuse.observation.type';
export const TRACELOOP_SPAN_KIND = 'traceloop.span.kind';
export const AI_OPERATION_ID = 'ai.operationId';
