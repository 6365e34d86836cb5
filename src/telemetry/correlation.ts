import type { Context, Span } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import type { AttemptStart } from './attempt.ts';
import type { CallAttempts } from './call-attempts.ts';
import { isHttpClientSpan, isLlmSpan } from './llm-span.ts';
import { readable } from './sdk-types.ts';
import { SERVER_ADDRESS, URL_PATH } from './semconv.ts';
import { state } from './state.ts';

/**
 * The undici instrumentation makes a client span for a request but activates it nowhere. Span and request are created in
 * the same turn, in either order, so whichever comes second finds the other waiting. Called by the tap.
 */
export function requestCreated(start: AttemptStart): void {
  if (start.clientSpan) return;
  const span = state.waitingSpan;
  state.waitingSpan = undefined;
  state.waitingRequest = undefined;
  if (span && belongsTo(span, start)) {
    start.clientSpan = span;
    return;
  }
  state.waitingRequest = start;
  // By a promise: a test of the program may have a queue of its own in place of `queueMicrotask`, and count what waits there.
  void TURN.then(stopWaiting);
}

const TURN = Promise.resolve();

/** Not beyond this turn: the next span to the same address belongs to the next request. */
function stopWaiting(): void {
  state.waitingRequest = undefined;
}

/** The other half of the handshake, called by the span processor when an HTTP client span starts. */
export function clientSpanStarted(span: Span, parentContext: Context): void {
  const parent = trace.getSpan(parentContext);
  if (parent && isLlmSpan(readable(parent))) state.parents.set(span, parent);
  const start = state.waitingRequest;
  state.waitingRequest = undefined;
  state.waitingSpan = undefined;
  if (start && belongsTo(span, start)) start.clientSpan = span;
  else state.waitingSpan = span;
}

/** What the taps saw under an LLM span, if anything. */
export function attemptsOf(span: Span): CallAttempts | undefined {
  return state.attempts.get(span);
}

/** The live LLM span that a request was made under: the active span, or the parent of an active HTTP client span. */
export function llmParentOf(start: AttemptStart): Span | undefined {
  let span = trace.getSpan(start.context);
  if (span && isHttpClientSpan(readable(span))) span = state.parents.get(span);
  return span?.isRecording() && isLlmSpan(readable(span)) ? span : undefined;
}

function belongsTo(span: Span, start: AttemptStart): boolean {
  const attributes = readable(span).attributes;
  return span.isRecording() && attributes?.[SERVER_ADDRESS] === start.host && attributes[URL_PATH] === start.path;
}
