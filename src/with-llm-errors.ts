import { LlmErrorInstrumentation } from './instrumentation/llm-error-instrumentation.ts';
import { type Attachable, attachWhenReady } from './processors/attach-processors.ts';
import { LlmErrorLogRecordProcessor } from './processors/llm-error-log-record-processor.ts';
import { LlmErrorSpanProcessor } from './processors/llm-error-span-processor.ts';
import { type LlmErrorOptions, resolveConfig } from './telemetry/config.ts';
import { safely } from './telemetry/guard.ts';
import { bridgeLogsApi } from './telemetry/logger.ts';
import type { InstrumentationLike } from './telemetry/sdk-types.ts';
import { SCOPE_NAME } from './telemetry/semconv.ts';
import { version } from './version.ts';

/** The options of `NodeSDK` that we add to; all others pass through as they are. */
interface SdkOptions {
  instrumentations?: unknown;
  spanProcessors?: unknown;
  logRecordProcessors?: unknown;
}

/** The options with ours added. The additions fit the types of either SDK generation. */
export type WithLlmErrors<Options> = Options & { instrumentations: InstrumentationLike[] };

/**
 * Adds everything of this package to the options of `NodeSDK`: `new NodeSDK(withLlmErrors({ ... }))`. Exporters stay what
 * they would be: where the options list processors, ours go in front; where they do not, ours join the providers once the
 * SDK has started, because a list would switch its default exporters off. Adds nothing when it is switched off.
 */
export function withLlmErrors<Options extends object = object>(
  options?: Options,
  llmErrorOptions: LlmErrorOptions = {},
): WithLlmErrors<Options> {
  const given: SdkOptions = options ?? {};
  const instrumentations: readonly unknown[] = Array.isArray(given.instrumentations) ? given.instrumentations : [];
  const config = resolveConfig(llmErrorOptions);
  if (!config.enabled) return { ...options, instrumentations } as unknown as WithLlmErrors<Options>;
  const spanProcessor = new LlmErrorSpanProcessor(llmErrorOptions, config);
  const logRecordProcessor = new LlmErrorLogRecordProcessor(llmErrorOptions, config);
  const listed: SdkOptions = {};
  const attachable: { -readonly [Part in keyof Attachable]: Attachable[Part] } = {};
  if (Array.isArray(given.spanProcessors)) listed.spanProcessors = [spanProcessor, ...given.spanProcessors];
  else attachable.spanProcessor = spanProcessor;
  if (Array.isArray(given.logRecordProcessors)) {
    listed.logRecordProcessors = [logRecordProcessor, ...given.logRecordProcessors];
  } else attachable.logRecordProcessor = logRecordProcessor;
  safely('logs bridge', bridgeLogsApi);
  return {
    ...options,
    ...listed,
    instrumentations: [
      ...instrumentations,
      new LlmErrorInstrumentation(llmErrorOptions, config),
      new ProcessorAttachment(attachable),
    ],
  } as unknown as WithLlmErrors<Options>;
}

/** Told by `NodeSDK.start()` of the tracer provider's proxy, shortly before the provider itself is there. */
class ProcessorAttachment implements InstrumentationLike {
  readonly instrumentationName = `${SCOPE_NAME}/processors`;
  readonly instrumentationVersion = version;
  readonly #attachable: Attachable;

  constructor(attachable: Attachable) {
    this.#attachable = attachable;
  }

  setTracerProvider(provider: unknown): void {
    // The microtask is for SDKs that register otherwise: when it runs, `start()` is over.
    queueMicrotask(attachWhenReady(this.#attachable, provider));
  }

  enable(): void {}
  disable(): void {}
  setMeterProvider(): void {}
  setConfig(): void {}
  getConfig(): { enabled?: boolean } {
    return { enabled: true };
  }
}
