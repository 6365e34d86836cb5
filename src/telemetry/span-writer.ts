import type { AttributeValue, Span } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import type { ErrorTypePolicy } from './config.ts';
import { errorTypeOf, isGenericErrorType } from './error-type.ts';
import { readable } from './sdk-types.ts';
import * as names from './semconv.ts';

/** Fills what an LLM span of somebody else's lacks and our evidence tells; nothing that is there is overwritten. */
export function fillCallFacts(span: Span, cause: LlmErrorClassification, host: string | undefined): void {
  const attributes = readable(span).attributes ?? {};
  const fill = (key: string, value: AttributeValue | undefined): void => {
    if (value !== undefined && attributes[key] === undefined) span.setAttribute(key, value);
  };
  // `gen_ai.system` is the older name: a span that has it says its provider already.
  if (attributes[names.GEN_AI_SYSTEM] === undefined) fill(names.GEN_AI_PROVIDER_NAME, cause.provider);
  fill(names.HTTP_RESPONSE_STATUS_CODE, cause.httpStatus);
  fill(names.SERVER_ADDRESS, host);
}

/** Sets `error.type` as the policy allows. Only for spans whose status is ERROR. */
export function applyErrorType(span: Span, cause: LlmErrorClassification, policy: ErrorTypePolicy): void {
  if (policy === 'preserve') return;
  const present = readable(span).attributes?.[names.ERROR_TYPE];
  const value = errorTypeOf(cause);
  if (present === undefined) {
    span.setAttribute(names.ERROR_TYPE, value);
  } else if (policy === 'refine' && present !== value && isGenericErrorType(present) && value === cause.code) {
    span.setAttribute(names.LLM_ERROR_ORIGINAL_ERROR_TYPE, present as string);
    span.setAttribute(names.ERROR_TYPE, value);
  }
}
