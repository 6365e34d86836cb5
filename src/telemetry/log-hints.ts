import { type Context, trace } from '@opentelemetry/api';
import type { EvidenceOptions } from '../evidence/context.ts';
import { hostIn } from '../evidence/from-span.ts';
import { accountOf, type LlmErrorConfig } from './config.ts';
import { isLlmSpan } from './llm-span.ts';
import { readable } from './sdk-types.ts';
import * as names from './semconv.ts';

/** What the span that is active around a log call tells about the call that failed. */
export interface LogHints {
  /** The log call stands inside an LLM call. */
  readonly llm: boolean;
  readonly provider?: string | undefined;
  /** Host of an LLM provider, without port. */
  readonly host?: string | undefined;
  /** The same with its port, where the span tells it. */
  readonly url?: string | undefined;
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
  const named = hostIn(attributes);
  // Only a host of an LLM provider: a server span's own address says nothing.
  const url = named !== undefined && config.catalogs.forHost(named) ? named : undefined;
  return {
    llm: url !== undefined || isLlmSpan(span),
    provider: text(attributes[names.GEN_AI_PROVIDER_NAME]) ?? text(attributes[names.GEN_AI_SYSTEM]),
    host: url?.replace(/:\d+$/, ''),
    url,
    model: text(attributes[names.GEN_AI_REQUEST_MODEL]),
    operation: text(attributes[names.GEN_AI_OPERATION_NAME]),
    account: accountOf(url, config),
  };
}

/** The hints as options of the evidence functions. */
export function evidenceOptions({ provider, url }: LogHints, { catalogs }: LlmErrorConfig): EvidenceOptions {
  return { catalogs, provider, url };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
