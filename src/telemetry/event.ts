import type { Context } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type CallFacts, logAttributes, shortText } from './attributes.ts';
import type { LlmErrorConfig } from './config.ts';
import { errorTypeOf } from './error-type.ts';
import { getLogger } from './logger.ts';
import { EVENT_ATTEMPT_FAILED, LLM_ERROR_SUPPRESSED } from './semconv.ts';
import { state } from './state.ts';
import type { StormCap } from './storm-cap.ts';

/** Emits the log record of one failed attempt, unless a storm of the same is on. */
export function emitAttemptFailed(
  cause: LlmErrorClassification,
  facts: CallFacts,
  context: Context,
  config: LlmErrorConfig,
  cap: StormCap,
): void {
  const logger = state.eventLogger ?? getLogger();
  if (!logger) return;
  const suppressed = cap.admit(cause.provider ?? '', errorTypeOf(cause));
  if (suppressed === undefined) return;
  const attributes = logAttributes(cause, config, facts);
  if (suppressed > 0) attributes[LLM_ERROR_SUPPRESSED] = suppressed;
  logger.emit({
    eventName: EVENT_ATTEMPT_FAILED,
    severityNumber: config.eventSeverity,
    body: shortText(cause, config),
    attributes,
    context,
  });
}
