import { type Context, type SpanContext, trace } from '@opentelemetry/api';
import { RecentSet } from './bounded.ts';

// Ids of spans and traces whose failure is counted already. Bounded: forgetting one costs a double count at worst.
const traces = new RecentSet(1000);
const spans = new RecentSet(1000);

/** A tap counted a failure in this context: whatever span of that trace shows it later does not count it again. */
export function markCounted(context: Context): void {
  const span = trace.getSpanContext(context);
  if (span) traces.add(span.traceId);
}

/** A span was counted, or shows what was counted below it: the LLM span around it does not count again. */
export function markParentCounted(parentSpanId: string | undefined): void {
  if (parentSpanId !== undefined) spans.add(parentSpanId);
}

/** Whether the failure that a span shows was counted by a tap or at a span inside it. */
export function isCounted(span: SpanContext): boolean {
  return traces.has(span.traceId) || spans.has(span.spanId);
}
