import type { ErrorCategory } from './categories.ts';
import type { CompiledCatalog } from './compiled-catalog.ts';
import type { ErrorPhase } from './types.ts';

/** One layer of a failure: an answer, the error inside its message, the upstream's error inside that, and so on. */
export interface Layer {
  /** The catalog whose words this layer speaks, where its shape proves it. */
  readonly catalog?: CompiledCatalog;
  readonly envelope?: string;
  readonly code?: string;
  readonly subcode?: string;
  readonly type?: string;
  readonly message?: string;
  /** A status said by the payload: an SSE comment, `http_code`, a leading `429`. */
  readonly status?: number;
  readonly requestId?: string;
  readonly requestIdSource?: string;
  readonly phase?: ErrorPhase;
  readonly taskId?: string;
  /** The shape itself says that something failed. */
  readonly failed: boolean;
  /** The cause when neither code nor message names one. */
  readonly category?: ErrorCategory;
  readonly retryable?: boolean | null;
}

/** Everything that was observed of one failure, ready to be judged. Layers come outermost first. */
export interface Evidence {
  readonly catalog: CompiledCatalog | undefined;
  readonly layers: readonly Layer[];
  readonly status: number | undefined;
  /** System error codes and class names of thrown errors, outermost first. */
  readonly exceptions?: readonly string[] | undefined;
}
