import { type Attributes, type Counter, type MeterProvider, metrics } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import { version } from '../version.ts';
import type { CallFacts } from './attributes.ts';
import { admit } from './bounded.ts';
import { errorTypeOf } from './error-type.ts';
import * as names from './semconv.ts';
import { state } from './state.ts';

interface Counters {
  readonly occurrences: Counter;
  readonly attempts: Counter;
  readonly aborts: Counter;
  readonly spoolDropped: Counter;
}

/** How many values a label may have, and how long one may be: models, providers and operations are named by whoever made the span. */
const MAX_VALUES = 100;
const MAX_LENGTH = 128;
let madeBy: MeterProvider | undefined;
let counters: Counters | undefined;

/** Counts one failed attempt by its cause. */
export function countOccurrence(cause: LlmErrorClassification, facts: CallFacts): void {
  const attributes = callAttributes(cause.provider, facts);
  attributes[names.LLM_ERROR_CATEGORY] = cause.category;
  attributes[names.LLM_ERROR_FAULT] = cause.fault;
  attributes[names.ERROR_TYPE] = errorTypeOf(cause);
  current().occurrences.add(1, attributes);
}

/** Counts one attempt that the taps saw, whatever came of it. */
export function countAttempt(provider: string | undefined, facts: CallFacts): void {
  current().attempts.add(1, callAttributes(provider, facts));
}

/** Counts one attempt that the caller gave up. */
export function countAbort(provider: string | undefined): void {
  current().aborts.add(1, callAttributes(provider, {}));
}

/** Counts records that the spool gave up. */
export function countSpoolDropped(reason: string, records: number): void {
  current().spoolDropped.add(records, { [names.LLM_ERROR_SPOOL_DROP_REASON]: reason });
}

function callAttributes(provider: string | undefined, facts: CallFacts): Attributes {
  const attributes: Attributes = {};
  if (provider !== undefined) attributes[names.LLM_ERROR_PROVIDER] = label(state.providers, provider);
  if (facts.model !== undefined) attributes[names.GEN_AI_REQUEST_MODEL] = label(state.models, facts.model);
  if (facts.operation !== undefined) attributes[names.GEN_AI_OPERATION_NAME] = label(state.operations, facts.operation);
  if (facts.account !== undefined) attributes[names.LLM_ERROR_ACCOUNT] = facts.account;
  return attributes;
}

function label(seen: Set<string>, value: string): string {
  return (value.length <= MAX_LENGTH ? admit(seen, value, MAX_VALUES) : undefined) ?? names.ERROR_TYPE_OTHER;
}

// Metrics have no proxy provider: a counter that was made before the SDK started stays dead for ever.
function current(): Counters {
  const provider = metrics.getMeterProvider();
  if (!counters || provider !== madeBy) {
    const meter = provider.getMeter(names.SCOPE_NAME, version);
    madeBy = provider;
    counters = {
      occurrences: meter.createCounter(names.METRIC_OCCURRENCES, {
        unit: '{error}',
        description: 'Failed attempts of LLM calls, by cause',
      }),
      attempts: meter.createCounter(names.METRIC_ATTEMPTS, {
        unit: '{attempt}',
        description: 'Attempts of LLM calls seen on the wire, failed or not',
      }),
      aborts: meter.createCounter(names.METRIC_ABORTS, {
        unit: '{attempt}',
        description: 'Attempts of LLM calls that the caller gave up',
      }),
      spoolDropped: meter.createCounter(names.METRIC_SPOOL_DROPPED, {
        unit: '{record}',
        description: 'Records of failed attempts that the spool gave up, by reason',
      }),
    };
  }
  return counters;
}
