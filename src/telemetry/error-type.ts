import type { LlmErrorClassification } from '../classify/types.ts';
import { admit } from './bounded.ts';
import { ERROR_TYPE_OTHER } from './semconv.ts';
import { state } from './state.ts';

const MAX_UNKNOWN = 100;
const PLAIN_CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * The value of `error.type`: the provider's code where a catalog knows it, a bounded number of unknown codes, else the HTTP
 * status, the exception, or `_OTHER`. How many values a process can emit is bounded, whatever providers send.
 */
export function errorTypeOf({ code, match, httpStatus, exception }: LlmErrorClassification): string {
  if (code !== undefined && match === 'code') return code;
  if (code !== undefined && PLAIN_CODE.test(code)) {
    const admitted = admit(state.errorTypes, code, MAX_UNKNOWN);
    if (admitted !== undefined) return admitted;
  }
  if (httpStatus !== undefined && httpStatus >= 400) return String(httpStatus);
  if (exception === undefined || !PLAIN_CODE.test(exception)) return ERROR_TYPE_OTHER;
  return admit(state.errorTypes, exception, MAX_UNKNOWN) ?? ERROR_TYPE_OTHER;
}

/** What says no more than that something failed: a status, a class of an SDK, `_OTHER`. Never a provider's code. */
const GENERIC = /^(?:_OTHER|[1-5]\d\d|(?:AI_)?[A-Za-z_]*(?:Error|Exception))$/;

/** Whether `refine` may replace this value. */
export function isGenericErrorType(value: unknown): boolean {
  return typeof value === 'string' && GENERIC.test(value);
}
