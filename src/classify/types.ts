import type { ErrorCategory, ErrorFault } from './categories.ts';

/** Where in the life of a call the failure showed. */
export type ErrorPhase = 'connect' | 'response' | 'stream' | 'task';

/** Which kind of rule decided: an exact code, a code prefix, a type, a message rule, the shape, the HTTP status, an exception, or none. */
export type MatchKind = 'code' | 'prefix' | 'type' | 'message' | 'shape' | 'http_status' | 'exception' | 'none';

/** The languages that titles and remedies come in. */
export type Language = 'en' | 'zh';

/** The cause of one failed LLM call, as far as the evidence tells. Absent means nobody can know. */
export interface LlmErrorClassification {
  /** Who answered, by its OpenTelemetry `gen_ai.provider.name`; absent when nothing honest says which. */
  readonly provider?: string;
  /** Behind a gateway: whose failure it passes on. */
  readonly upstreamProvider?: string;
  /** The provider's own code, verbatim, always a string. */
  readonly code?: string;
  /** A second code: finer than `code`, or the outer one of a gateway. */
  readonly subcode?: string;
  readonly category: ErrorCategory;
  readonly fault: ErrorFault;
  /** Whether the same request may succeed after a back-off; absent when nobody can know. */
  readonly retryable?: boolean;
  /** Seconds to wait before the next try, where the answer says it. */
  readonly retryAfter?: number;
  /** RFC 3339 instant at which a quota comes back, where the answer says it. */
  readonly resetAt?: string;
  /** The one id to quote to the provider's support. */
  readonly requestId?: string;
  /** Where the id stood: a header name (`X-Tt-Logid`), `body.<path>` (`body.request_id`) or `text`. */
  readonly requestIdSource?: string;
  readonly phase?: ErrorPhase;
  /** HTTP said success, the payload said failure. */
  readonly inBand: boolean;
  readonly httpStatus?: number;
  /** Node.js system error code or error class, where no provider answered (`ECONNREFUSED`, `AbortError`). */
  readonly exception?: string;
  /** Id of the polled task that failed; a task is counted once. */
  readonly taskId?: string;
  /** The provider's message, redacted, at most 512 characters. */
  readonly message?: string;
  /** Which kind of rule decided. */
  readonly match: MatchKind;
  /** The rule itself, as a path into the catalog (`minimax#/codes/1008`). */
  readonly rule: string;
}

/** Words for people that belong to a classification. */
export interface ErrorExplanation {
  readonly title: string;
  readonly remedy: string;
  /** Page of the provider's documentation where the code is described. */
  readonly docsUrl?: string;
  /** Whom to write to and what to quote. */
  readonly support?: { readonly contact?: string; readonly url?: string; readonly quote: string };
}
