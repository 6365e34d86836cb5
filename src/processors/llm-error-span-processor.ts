import { type Context, type Span, SpanKind } from '@opentelemetry/api';
import { classifySpan, hostIn, showsFailure } from '../evidence/from-span.ts';
import type { CallAttempts } from '../telemetry/call-attempts.ts';
import { accountOf, type LlmErrorConfig, type LlmErrorOptions, resolveConfig } from '../telemetry/config.ts';
import { attemptsOf, clientSpanStarted } from '../telemetry/correlation.ts';
import { markCounted, passOutwards, providerCounted, showsCounted } from '../telemetry/counted.ts';
import { showsTimeout, timeoutOf } from '../telemetry/given-up.ts';
import { tripped } from '../telemetry/guard.ts';
import { isHttpClientSpan, isLlmSpan } from '../telemetry/llm-span.ts';
import { countAbort, countOccurrence } from '../telemetry/metrics.ts';
import { AttemptRecorder } from '../telemetry/recorder.ts';
import { type ReadableSpanLike, readable, type SpanProcessorLike } from '../telemetry/sdk-types.ts';
import * as names from '../telemetry/semconv.ts';
import { EndedSpan, type SpanToFinish, writeCause } from '../telemetry/span-writer.ts';
import { state } from '../telemetry/state.ts';
import { takeUndecided } from '../telemetry/undecided.ts';

/**
 * Finishes LLM spans when they end: only then is it known whether the last attempt failed. Put it before the exporting
 * processors. Passing `spanProcessors` to `NodeSDK` switches its default exporter off; `withLlmErrors` avoids that.
 */
export class LlmErrorSpanProcessor implements SpanProcessorLike {
  readonly #config: LlmErrorConfig;
  readonly #recorder: AttemptRecorder;
  /** Whether this SDK announces the end of a span while the span can still be written. */
  #announced = false;
  #joined = false;

  /** Throws `LlmErrorOptionsError` when an option is wrong. `resolved` are the same options, where they are decided. */
  constructor(options: LlmErrorOptions = {}, resolved: LlmErrorConfig = resolveConfig(options)) {
    this.#config = resolved;
    this.#recorder = new AttemptRecorder(this.#config);
  }

  onStart(span: Span, parentContext: Context): void {
    if (!this.#joined) this.join();
    try {
      if (readable(span).kind !== SpanKind.CLIENT) return;
      if (this.#config.enabled && isHttpClientSpan(readable(span))) clientSpanStarted(span, parentContext);
    } catch (error) {
      tripped('span start', error);
    }
  }

  onEnding(span: Span): void {
    this.#announced = true;
    try {
      if (isPlain(readable(span))) return;
      if (this.#config.enabled) this.#finish(readable(span), span);
    } catch (error) {
      tripped('span ending', error);
    }
  }

  onEnd(span: ReadableSpanLike): void {
    try {
      if (this.#announced || isPlain(span)) return;
      if (this.#config.enabled) this.#finish(span, undefined);
    } catch (error) {
      tripped('span end', error);
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    state.spanProcessors.delete(this);
  }

  /** Says that a provider has this processor, before the first span tells so. */
  join(): void {
    this.#joined = true;
    if (this.#config.enabled) state.spanProcessors.add(this);
  }

  /** `live` is the span while it can be written. Most spans are of calls that did not fail: they leave here, and cost no object. */
  #finish(read: ReadableSpanLike, live: Span | undefined): void {
    const attempts = attemptsOf(read as unknown as Span);
    if (attempts) this.#finishFromAttempts({ read, write: live ?? new EndedSpan(read) }, attempts);
    else if (showsFailure(read)) this.#finishFromSpan({ read, write: live ?? new EndedSpan(read) });
    passOutwards(read);
  }

  /** The taps saw the attempts of this call: what they saw decides. */
  #finishFromAttempts(span: SpanToFinish, attempts: CallAttempts): void {
    const { lastStart: start, lastUndecided } = attempts;
    let cause = attempts.lastFailure;
    const waiting = takeUndecided(attempts);
    const timedOut = (lastUndecided || waiting.length > 0) && showsTimeout(span.read);
    if (lastUndecided && timedOut) cause = timeoutOf(start, this.#config);
    for (const each of waiting) {
      const timeout = timedOut ? timeoutOf(each, this.#config) : undefined;
      if (timeout) {
        attempts.failed += 1;
        this.#recorder.recordFailure(each, timeout, span.read as unknown as Span);
      } else this.#recorder.recordAbort(each);
    }
    const { host, account, operation } = start;
    if (cause) writeCause(span, cause, this.#config, { host, account, operation, failed: true });
    if (attempts.failed > 0) {
      span.write.setAttribute(names.LLM_ERROR_FAILED_ATTEMPTS, attempts.failed);
      showsCounted(span.read, cause?.provider);
    } else if (lastUndecided)
      markCounted(span.read.spanContext?.(), start.provider, { shown: true, outer: outerOf(span.read) });
  }

  /** No tap saw this call: the span itself is the evidence. */
  #finishFromSpan(span: SpanToFinish): void {
    const { name = '', attributes = {}, events, status } = span.read;
    const llm = isLlmSpan(span.read);
    const id = span.read.spanContext?.();
    if (attributes[names.LLM_ERROR_CATEGORY] !== undefined) {
      // Counted where it was written.
      const provider = text(attributes[names.LLM_ERROR_PROVIDER]);
      if (llm && !showsCounted(span.read, provider))
        markCounted(id, provider, { shown: true, outer: outerOf(span.read) });
      return;
    }
    const host = hostIn(attributes);
    // With the taps in place, what they did not report on a known host is no failure of the provider.
    const known = state.taps.size === 0 && host !== undefined && this.#config.catalogs.forHost(host) !== undefined;
    if (!llm && !known) return;
    const named = text(attributes[names.GEN_AI_PROVIDER_NAME]) ?? text(attributes[names.GEN_AI_SYSTEM]) ?? host;
    const evidence = { catalogs: this.#config.catalogs, provider: providerCounted(span.read, named) };
    const cause = classifySpan({ name, attributes, events, status }, evidence);
    if (!cause) return;
    const account = accountOf(host, this.#config);
    writeCause(span, cause, this.#config, { account, failed: false });
    if (!llm || showsCounted(span.read, cause.provider)) return;
    markCounted(id, cause.provider, { shown: true, outer: outerOf(span.read) });
    if (cause.category === 'cancelled') {
      countAbort(cause.provider);
      return;
    }
    state.failuresNamed += 1;
    const model = text(attributes[names.GEN_AI_REQUEST_MODEL]);
    const operation = text(attributes[names.GEN_AI_OPERATION_NAME]);
    countOccurrence(cause, { account, model, operation });
  }
}

// LLM spans are CLIENT or INTERNAL: all others cost one comparison.
function isPlain({ kind }: ReadableSpanLike): boolean {
  return kind !== SpanKind.CLIENT && kind !== SpanKind.INTERNAL;
}

function outerOf({ parentSpanContext }: ReadableSpanLike): string | undefined {
  return parentSpanContext?.spanId;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
