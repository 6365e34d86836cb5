import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpanLike } from './sdk-types.ts';
import { state } from './state.ts';

/** A failure that was counted, so that no span counts it again. Plain data: another copy of the package may read it. */
export interface CountedFailure {
  readonly provider: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The innermost span that contains it. */
  readonly by: string;
  /** The span around that one, which can end first: it does where a stream is read on. */
  readonly outer: string | undefined;
  /** The span that is known to contain it: the innermost at first, the next one outwards whenever that ends. */
  spanId: string | undefined;
  /** Whether an LLM span has shown it already. */
  shown: boolean;
}

// Forgetting a failure costs a double count at worst.
const MAX_TRACES = 1000;
const MAX_FAILURES = 100;
/** Clocks of spans and ours are read apart, in milliseconds. */
const TOLERANCE = 1;

/** Remembers that a failure inside this span was counted. `shown`: by what an LLM span told of it; `outer`: the span around it. */
export function markCounted(
  span: SpanContext | undefined,
  provider: string | undefined,
  { shown = false, outer }: { readonly shown?: boolean; readonly outer?: string | undefined } = {},
): void {
  // Only our span processor asks.
  if (!span || state.spanProcessors.size === 0) return;
  const { counted } = state;
  const failures = counted.get(span.traceId) ?? [];
  // To the end: the oldest trace is forgotten first.
  counted.delete(span.traceId);
  counted.set(span.traceId, failures);
  failures.push({ provider, time: Date.now(), by: span.spanId, outer, spanId: span.spanId, shown });
  if (failures.length > MAX_FAILURES) failures.shift();
  const [oldest] = counted.size > MAX_TRACES ? counted.keys() : [];
  if (oldest !== undefined) counted.delete(oldest);
}

/**
 * Whether the failure that an LLM span shows was counted already: inside it, or elsewhere in its trace, where the program
 * did not make the span active. Then the provider and the time must fit, and each failure is shown by one span only.
 */
export function showsCounted(span: ReadableSpanLike, provider: string | undefined): boolean {
  const id = span.spanContext?.();
  const failures = id && state.counted.get(id.traceId);
  if (!failures) return false;
  const inside = failures.filter((failure) => isInside(failure, span));
  const found = inside.length > 0 ? inside : failures.filter((each) => fits(each, span, provider)).slice(0, 1);
  for (const failure of found) {
    failure.shown = true;
    if (failure.by !== span.parentSpanContext?.spanId) failure.spanId = id.spanId;
  }
  return found.length > 0;
}

/**
 * The provider of the counted failure that an LLM span shows: of the last one inside it, whatever the span says, else of the
 * ones that fit a span that names no provider, where they agree.
 */
export function providerCounted(span: ReadableSpanLike, named: string | undefined): string | undefined {
  const id = span.spanContext?.();
  const failures = (id && state.counted.get(id.traceId)) ?? [];
  const inside = failures.findLast((failure) => isInside(failure, span));
  if (inside || named !== undefined) return inside?.provider;
  const fitting = new Set(failures.filter((each) => fits(each, span, undefined)).map(({ provider }) => provider));
  return fitting.size === 1 ? [...fitting][0] : undefined;
}

/** Called at the end of every span: what was counted inside it was counted inside the span around it. */
export function passOutwards(span: ReadableSpanLike): void {
  if (state.counted.size === 0) return;
  const id = span.spanContext?.();
  const failures = id && state.counted.get(id.traceId);
  if (!failures) return;
  for (const failure of failures) {
    if (failure.spanId === id.spanId) failure.spanId = span.parentSpanContext?.spanId;
  }
}

/** Inside the span, or inside its live child; or the span is the child, and the failure was shown by its parent, which ended first. */
function isInside({ spanId, by, outer, shown }: CountedFailure, span: ReadableSpanLike): boolean {
  const own = span.spanContext?.().spanId;
  return own !== undefined && (spanId === own || outer === own || (shown && by === span.parentSpanContext?.spanId));
}

function fits(
  failure: CountedFailure,
  { startTime, endTime }: ReadableSpanLike,
  provider: string | undefined,
): boolean {
  if (failure.shown || (provider !== undefined && failure.provider !== provider)) return false;
  const from = milliseconds(startTime) ?? Number.NEGATIVE_INFINITY;
  const to = milliseconds(endTime) ?? Number.POSITIVE_INFINITY;
  return failure.time >= from - TOLERANCE && failure.time <= to + TOLERANCE;
}

/** `[0, 0]` is the end of a span that has not ended. */
function milliseconds(time: ReadableSpanLike['startTime']): number | undefined {
  return time === undefined || time[0] === 0 ? undefined : time[0] * 1000 + time[1] / 1e6;
}
