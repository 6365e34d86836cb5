import type { AttributeValue, SpanStatus } from '@opentelemetry/api';
import { SpanStatusCode } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type AttributeTarget, type CallFacts, shortText, writeAttributes } from './attributes.ts';
import type { ErrorTypePolicy, LlmErrorConfig } from './config.ts';
import { errorTypeOf, isGenericErrorType } from './error-type.ts';
import type { ReadableSpanLike } from './sdk-types.ts';
import * as names from './semconv.ts';

/** The two things that we change on a span. */
export interface WritableSpan extends AttributeTarget {
  setStatus(status: SpanStatus): unknown;
}

/** A span of somebody else's that stands for an LLM call, to be told why the call failed. */
export interface SpanToFinish {
  readonly read: ReadableSpanLike;
  readonly write: WritableSpan;
}

/** A span that has ended already: SDKs before 2.3 never call `onEnding`, and their exporters read these fields later. */
export class EndedSpan implements WritableSpan {
  readonly #span: ReadableSpanLike;

  constructor(span: ReadableSpanLike) {
    this.#span = span;
  }

  setAttribute(key: string, value: AttributeValue): void {
    if (this.#span.attributes) this.#span.attributes[key] = value;
  }

  setStatus(status: SpanStatus): void {
    Object.assign(this.#span.status ?? {}, status);
  }
}

/**
 * Writes a cause on an LLM span: ours first, then what is missing, then `error.type`, which needs a status of ERROR.
 * `failed` says that we know the call failed, so that a status nobody set becomes ERROR. It never becomes OK.
 */
export function writeCause(
  { read, write }: SpanToFinish,
  cause: LlmErrorClassification,
  config: LlmErrorConfig,
  call: CallFacts & { readonly failed: boolean },
): void {
  writeAttributes(write, cause, config, call.account);
  fillCallFacts(read, write, cause, call);
  const unset = read.status === undefined || read.status.code === SpanStatusCode.UNSET;
  const ours = call.failed && unset && !leavesStatus(cause);
  if (ours) write.setStatus({ code: SpanStatusCode.ERROR, message: shortText(cause, config) });
  if (ours || read.status?.code === SpanStatusCode.ERROR) applyErrorType(read, write, cause, config.errorType);
}

/** Fills what a span lacks and our evidence tells; nothing that is there is overwritten. */
export function fillCallFacts(
  { attributes = {} }: ReadableSpanLike,
  write: AttributeTarget,
  cause: LlmErrorClassification,
  { host, operation }: CallFacts,
): void {
  // `gen_ai.system` is the older name: a span that has it says its provider already.
  if (attributes[names.GEN_AI_SYSTEM] === undefined)
    fill(attributes, write, names.GEN_AI_PROVIDER_NAME, cause.provider);
  fill(attributes, write, names.GEN_AI_OPERATION_NAME, operation);
  fill(attributes, write, names.HTTP_RESPONSE_STATUS_CODE, cause.httpStatus);
  fill(attributes, write, names.SERVER_ADDRESS, host);
}

function fill(
  attributes: Readonly<Record<string, unknown>>,
  write: AttributeTarget,
  key: string,
  value: AttributeValue | undefined,
): void {
  if (value !== undefined && attributes[key] === undefined) write.setAttribute(key, value);
}

function applyErrorType(
  { attributes = {} }: ReadableSpanLike,
  write: WritableSpan,
  cause: LlmErrorClassification,
  policy: ErrorTypePolicy,
): void {
  if (policy === 'preserve') return;
  const present = attributes[names.ERROR_TYPE];
  if (present !== undefined && policy === 'fill') return;
  const value = errorTypeOf(cause);
  if (present === undefined) {
    write.setAttribute(names.ERROR_TYPE, value);
  } else if (present !== value && isGenericErrorType(present) && value === cause.code) {
    write.setAttribute(names.LLM_ERROR_ORIGINAL_ERROR_TYPE, String(present));
    write.setAttribute(names.ERROR_TYPE, value);
  }
}

// A finish reason says that the answer was held back, a poll that some task failed: neither is a failure of the call itself.
function leavesStatus(cause: LlmErrorClassification): boolean {
  return cause.phase === 'task' || (cause.category === 'content_filtered' && cause.inBand && cause.match === 'shape');
}
