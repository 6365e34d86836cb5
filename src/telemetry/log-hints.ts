import { type Context, trace } from '@opentelemetry/api';
import type { EvidenceOptions } from '../evidence/context.ts';
import type { LlmErrorConfig } from './config.ts';
import { isLlmSpan } from './llm-span.ts';
import { readable } from './sdk-types.ts';
import * as names from './semconv.ts';

/** What the span that is active around a log call tells about the call that failed. */
export interface LogHints {
  /** The log call stands inside an LLM call. */
  readonly llm: boolean;
  readonly provider?: string | undefined;
  readonly host?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  readonly account?: string | undefined;
}

const NO_HINTS: LogHints = { llm: false };

/** Reads the active span, where it can be read. */
export function hintsFrom(context: Context | undefined, config: LlmErrorConfig): LogHints {
  const active = context && trace.getSpan(context);
  if (!active) return NO_HINTS;
  const span = readable(active);
  const { attributes } = span;
  if (!attributes) return NO_HINTS;
  const host = text(attributes[names.SERVER_ADDRESS]);
  // Only a host of an LLM provider: a server span's own address says nothing.
  const llmHost = host !== undefined && config.catalogs.forHost(host) ? host : undefined;
  return {
    llm: llmHost !== undefined || isLlmSpan(span),
    provider: text(attributes[names.GEN_AI_PROVIDER_NAME]) ?? text(attributes[names.GEN_AI_SYSTEM]),
    host: llmHost,
    model: text(attributes[names.GEN_AI_REQUEST_MODEL]),
    operation: text(attributes[names.GEN_AI_OPERATION_NAME]),
    account: llmHost === undefined ? undefined : config.accounts[llmHost],
  };
}

/** The hints as options of the evidence functions. */
export function evidenceOptions({ provider, host }: LogHints, { catalogs }: LlmErrorConfig): EvidenceOptions {
  return { catalogs, provider, url: host };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
