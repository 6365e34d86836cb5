import type { LlmErrorClassification } from '../classify/types.ts';
import { classifyError } from '../evidence/from-error.ts';
import type { AttemptStart } from './attempt.ts';
import type { LlmErrorConfig } from './config.ts';
import type { ReadableSpanLike } from './sdk-types.ts';
import { ERROR_TYPE, EXCEPTION_MESSAGE, EXCEPTION_TYPE } from './semconv.ts';

const TIMEOUT = /time-?out|timed out|ETIMEDOUT/i;

/**
 * Why the caller gave an attempt up, as its LLM span tells: a time-out that the caller's SDK set leaves its name there, a
 * user's own wish does not. The wire shows the same abort for both.
 */
export function timeoutShownBy(
  span: ReadableSpanLike,
  start: AttemptStart,
  config: LlmErrorConfig,
): LlmErrorClassification | undefined {
  const said = [span.attributes?.[ERROR_TYPE], span.status?.message];
  for (const { attributes } of span.events ?? [])
    said.push(attributes?.[EXCEPTION_TYPE], attributes?.[EXCEPTION_MESSAGE]);
  if (!said.some((text) => typeof text === 'string' && TIMEOUT.test(text))) return undefined;
  const timeout = { name: 'TimeoutError', message: 'The request timed out' };
  return classifyError(timeout, {
    catalogs: config.catalogs,
    url: `https://${start.host}${start.path}`,
    provider: start.provider,
  });
}
