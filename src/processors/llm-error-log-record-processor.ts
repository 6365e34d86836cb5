import { type Attributes, type Context, context as contextApi } from '@opentelemetry/api';
import { classifyLogRecord } from '../evidence/from-log-record.ts';
import { logAttributes } from '../telemetry/attributes.ts';
import { type LlmErrorConfig, type LlmErrorOptions, resolveConfig } from '../telemetry/config.ts';
import { tripped } from '../telemetry/guard.ts';
import { evidenceOptions, hintsFrom } from '../telemetry/log-hints.ts';
import type { LogRecordLike, LogRecordProcessorLike } from '../telemetry/sdk-types.ts';
import { EXCEPTION_TYPE, LLM_ERROR_CATEGORY } from '../telemetry/semconv.ts';

const WARN = 13;

/**
 * Adds the cause to log records that somebody else emits about failed LLM calls. It emits nothing and counts nothing. Put it
 * before the exporting processors.
 */
export class LlmErrorLogRecordProcessor implements LogRecordProcessorLike {
  readonly #config: LlmErrorConfig;

  /** Throws `LlmErrorOptionsError` when an option is wrong. `resolved` are the same options, where they are decided. */
  constructor(options: LlmErrorOptions = {}, resolved: LlmErrorConfig = resolveConfig(options)) {
    this.#config = resolved;
  }

  onEmit(record: LogRecordLike, context?: Context): void {
    try {
      const severity = record.severityNumber ?? 0;
      if (severity > 0 && severity < WARN && record.attributes[EXCEPTION_TYPE] === undefined) return;
      if (this.#config.enabled) this.#enrich(record, context ?? contextApi.active());
    } catch (error) {
      tripped('log record', error);
    }
  }

  /** Asks for no record of its own, so that the filters of other processors keep their say. */
  enabled(): boolean {
    return false;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #enrich(record: LogRecordLike, context: Context): void {
    const { attributes } = record;
    if (attributes[LLM_ERROR_CATEGORY] !== undefined) return;
    const hints = hintsFrom(context, this.#config);
    const cause = classifyLogRecord(record, evidenceOptions(hints, this.#config));
    if (!cause) return;
    const added: Attributes = logAttributes(cause, this.#config, hints);
    for (const [key, value] of Object.entries(added)) {
      if (value !== undefined && attributes[key] === undefined) record.setAttribute(key, value);
    }
  }
}
