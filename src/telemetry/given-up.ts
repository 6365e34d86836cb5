import type { LlmErrorClassification } from '../classify/types.ts';
import { classifyError } from '../evidence/from-error.ts';
import type { AttemptStart } from './attempt.ts';
import type { LlmErrorConfig } from './config.ts';
import type { ReadableSpanLike } from './sdk-types.ts';
import { ERROR_TYPE, EXCEPTION_MESSAGE, EXCEPTION_TYPE } from './semconv.ts';

const TIMEOUT = /time-?out|timed out|ETIMEDOUT/i;

/**
 * Whether the LLM span of an attempt that the caller gave up tells of a time-out: one that the caller's SDK set leaves its
 * name there, a user's own wish does not. The wire shows the same abort for both.
 */
export function showsTimeout({ attributes, status, events }: ReadableSpanLike): boolean {
  const said = [attributes?.[ERROR_TYPE], status?.message];
  for (const event of events ?? []) {
    said.push(event.attributes?.[EXCEPTION_TYPE], event.attributes?.[EXCEPTION_MESSAGE]);
  }
  return said.some((text) => typeof text === 'string' && TIMEOUT.test(text));
}

/** The cause of an attempt that the caller's SDK gave up because it took too long. */
export function timeoutOf(start: AttemptStart, { catalogs }: LlmErrorConfig): LlmErrorClassification | undefined {
  const timeout = { name: 'TimeoutError', message: 'The request timed out' };
  return classifyError(timeout, { catalogs, url: `https://${start.host}${start.path}`, provider: start.provider });
}
