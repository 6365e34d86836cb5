import type { ReceivedLog } from '../../test/otlp/decode.ts';

/** One cause of failure, as it can be read from the received telemetry alone. */
export interface Cause {
  readonly provider: string;
  readonly category: string;
  readonly code: string;
  readonly count: number;
  /** Absent: nobody can know. */
  readonly retryable?: boolean;
  readonly title: string;
  readonly remedy: string;
  /** An id to quote to the provider's support. */
  readonly requestId: string;
  /** A trace in which it happened. */
  readonly traceId: string;
}

/** The events of failed attempts among received log records. */
export function failedAttempts(logs: readonly ReceivedLog[]): readonly ReceivedLog[] {
  return logs.filter((log) => log.eventName === 'llm_error.attempt_failed');
}

/** Groups events by provider, category and code, the most frequent first in each provider. */
export function causesOf(events: readonly ReceivedLog[]): readonly Cause[] {
  const groups = new Map<string, ReceivedLog[]>();
  for (const event of events) {
    const key = ['provider', 'category', 'code'].map((name) => event.attributes[`llm_error.${name}`]).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()]
    .map(causeOf)
    .sort((a, b) => a.provider.localeCompare(b.provider) || b.count - a.count || a.code.localeCompare(b.code));
}

function causeOf(events: readonly ReceivedLog[]): Cause {
  const { attributes, traceId = '' } = events.at(-1) as ReceivedLog;
  const text = (name: string) => String(attributes[`llm_error.${name}`] ?? '');
  const retryable = attributes['llm_error.retryable'];
  return {
    provider: text('provider'),
    category: text('category'),
    code: text('code'),
    count: events.length,
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    title: text('title'),
    remedy: text('remediation'),
    requestId: text('request_id'),
    traceId,
  };
}
