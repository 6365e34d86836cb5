import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';

/** One request to a wanted host, as a tap saw it begin. Held only while the request is under way. */
export interface AttemptStart {
  /** Provider by host, from the catalogs or the user's configuration. */
  readonly provider?: string;
  /** Host name without port. */
  readonly host: string;
  /** URL path without the query. */
  readonly path: string;
  /** `gen_ai.operation.name` of the surface, where the catalog says it. */
  readonly operation?: string;
  /** Label that the user configured for this host: whose balance. */
  readonly account?: string;
  /** The context that was active when the program made the request. */
  readonly context: Context;
  /** The HTTP client span of this request while it is live, where one is known. */
  clientSpan?: Span;
  /** Ids of the HTTP client span, from the `traceparent` header that its instrumentation wrote. */
  clientSpanContext?: SpanContext;
}

/** How the request ended. */
export interface AttemptEnd {
  readonly httpStatus?: number;
  /** The cause, when it failed. */
  readonly classification?: LlmErrorClassification;
  /**
   * The caller went away before the answer was whole. `undecided`: it can be a time-out that the caller's SDK set, or the
   * caller's own wish. `stream`: a stream that was fine until then, so nothing failed.
   */
  readonly aborted?: 'undecided' | 'stream';
}

/** Who is told of attempts. The taps call it; the recorder is the one that makes telemetry of it. */
export interface AttemptObserver {
  /** Synchronously at the creation of the request. */
  begin?(start: AttemptStart): void;
  /** Exactly once for each attempt, before the HTTP client span ends where that can be done. */
  end(start: AttemptStart, end: AttemptEnd): void;
}
