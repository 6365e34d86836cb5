import { type Context, trace } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
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
export function evidenceOptions(hints: LogHints, config: LlmErrorConfig) {
  return {
    catalogs: config.catalogs,
    ...(hints.provider !== undefined && { provider: hints.provider }),
    ...(hints.host !== undefined && { url: `https://${hints.host}/` }),
  };
}

const SPECIFIC: ReadonlySet<LlmErrorClassification['match']> = new Set(['code', 'prefix', 'type', 'shape']);

/**
 * Whether a logged failure is an LLM's. Programs log all kinds of errors: without a provider, or an LLM span around it, a
 * status or an ECONNREFUSED can be anybody's.
 */
export function isLlmFailure(cause: LlmErrorClassification, hints: LogHints): boolean {
  return cause.provider !== undefined || hints.llm || SPECIFIC.has(cause.match);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
