import { type Context, type Span, type SpanContext, trace } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import type { AttemptEnd, AttemptObserver, AttemptStart } from './attempt.ts';
import { type CallFacts, writeAttributes } from './attributes.ts';
import type { LlmErrorConfig } from './config.ts';
import { llmParentOf, requestCreated } from './correlation.ts';
import { markCounted } from './counted.ts';
import { emitAttemptFailed } from './event.ts';
import { timeoutOf } from './given-up.ts';
import { safely } from './guard.ts';
import { countAbort, countAttempt, countOccurrence } from './metrics.ts';
import { readable } from './sdk-types.ts';
import { GEN_AI_OPERATION_NAME, GEN_AI_REQUEST_MODEL } from './semconv.ts';
import { fillCallFacts } from './span-writer.ts';
import { state } from './state.ts';
import { StormCap } from './storm-cap.ts';
import { isTracingSuppressed } from './suppressed.ts';
import { takeUndecided, waitUndecided } from './undecided.ts';
import { warnHeld } from './warn.ts';

/** Makes telemetry of attempts: one count each; for a failed one an event, an occurrence, and attributes on live spans. */
export class AttemptRecorder implements AttemptObserver {
  readonly #config: LlmErrorConfig;
  readonly #cap: StormCap;

  constructor(config: LlmErrorConfig) {
    this.#config = config;
    this.#cap = new StormCap(config.eventsPerMinute);
  }

  begin(start: AttemptStart): void {
    safely('attempt begin', () => {
      if (state.onFirstAttempt) runOnce();
      warnHeld();
      requestCreated(start);
    });
    if (state.undecided > 0) safely('retry', () => this.#retried(start));
  }

  end(start: AttemptStart, end: AttemptEnd): void {
    safely('attempt end', () => this.#end(start, end));
  }

  /** The event and the count of one failure. Called at the end of the attempt, or when its span tells why it was given up. */
  recordFailure(start: AttemptStart, cause: LlmErrorClassification, parent: Span | undefined): void {
    state.failuresNamed += 1;
    const facts = factsOf(start, parent);
    // Each on its own: a broken exporter of one signal must not cost the other.
    safely('count', () => countOccurrence(cause, facts));
    safely('event', () => emitAttemptFailed(cause, facts, contextOf(start), this.#config, this.#cap));
    const outer = parent && readable(parent).parentSpanContext?.spanId;
    safely('counted', () => markCounted(spanContextOf(start, parent), cause.provider, { outer }));
  }

  /** Counts an attempt that the caller gave up. */
  recordAbort(start: AttemptStart): void {
    state.abortsSeen += 1;
    countAbort(start.provider);
  }

  #end(start: AttemptStart, end: AttemptEnd): void {
    if (isTracingSuppressed(start.context)) return;
    const parent = safely('LLM parent', () => llmParentOf(start));
    const cause = end.classification?.category === 'cancelled' ? undefined : end.classification;
    const undecided = end.aborted === 'undecided' || end.classification?.category === 'cancelled';
    state.attemptsSeen += 1;
    safely('count', () => countAttempt(cause?.provider ?? start.provider, factsOf(start, parent)));

    const held = parent !== undefined && state.spanProcessors.size > 0;
    if (held) this.#hold(parent, start, cause, !cause && undecided);
    if (!cause) {
      if (undecided && !held) this.recordAbort(start);
      return;
    }
    this.recordFailure(start, cause, parent);
    const { clientSpan, account } = start;
    safely('client span', () => {
      if (clientSpan?.isRecording()) writeAttributes(clientSpan, cause, this.#config, account);
    });
    if (!parent || held) return;
    writeAttributes(parent, cause, this.#config, account);
    fillCallFacts(readable(parent), parent, cause, start);
  }

  /** A caller who tries again did not want the attempt before to end: its SDK's time-out ended it. */
  #retried(start: AttemptStart): void {
    const parent = llmParentOf(start);
    const attempts = parent && state.attempts.get(parent);
    if (!attempts) return;
    for (const earlier of takeUndecided(attempts)) {
      const cause = timeoutOf(earlier, this.#config);
      if (!cause) continue;
      attempts.failed += 1;
      this.recordFailure(earlier, cause, parent);
    }
  }

  // With our span processor the LLM span is finished when it ends: only then is it known which attempt was the last.
  #hold(parent: Span, start: AttemptStart, cause: LlmErrorClassification | undefined, undecided: boolean): void {
    let attempts = state.attempts.get(parent);
    if (!attempts) {
      attempts = { failed: 0, lastStart: start, lastFailure: undefined, lastUndecided: false, undecided: undefined };
      state.attempts.set(parent, attempts);
    }
    if (cause) attempts.failed += 1;
    attempts.lastStart = start;
    attempts.lastFailure = cause;
    attempts.lastUndecided = undecided;
    if (undecided) waitUndecided(attempts, start, () => this.recordAbort(start));
  }
}

function contextOf(start: AttemptStart): Context {
  if (start.clientSpan) return trace.setSpan(start.context, start.clientSpan);
  if (start.clientSpanContext) return trace.setSpanContext(start.context, start.clientSpanContext);
  return start.context;
}

/** The innermost span around an attempt that will be seen to end. */
function spanContextOf(start: AttemptStart, parent: Span | undefined): SpanContext | undefined {
  return parent?.spanContext() ?? trace.getSpanContext(contextOf(start));
}

function factsOf(start: AttemptStart, parent: Span | undefined): CallFacts {
  const attributes = parent && readable(parent).attributes;
  return {
    host: start.host,
    account: start.account,
    model: text(attributes?.[GEN_AI_REQUEST_MODEL]),
    operation: text(attributes?.[GEN_AI_OPERATION_NAME]) ?? start.operation,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function runOnce(): void {
  const action = state.onFirstAttempt;
  state.onFirstAttempt = undefined;
  action?.();
}
