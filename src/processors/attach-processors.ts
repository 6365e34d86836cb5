import { diag, trace } from '@opentelemetry/api';
import { safely } from '../telemetry/guard.ts';
import { getLoggerProvider } from '../telemetry/logger.ts';
import type { LogRecordProcessorLike } from '../telemetry/sdk-types.ts';
import type { LlmErrorSpanProcessor } from './llm-error-span-processor.ts';

/** The processors to put into the providers of this process; what is left out is not attached. */
export interface Attachable {
  readonly spanProcessor?: LlmErrorSpanProcessor | undefined;
  readonly logRecordProcessor?: LogRecordProcessorLike | undefined;
}

/**
 * Puts processors in front of those of the providers that an SDK has registered. `NodeSDK` makes its default exporters only
 * while no processors are passed to it, and OpenTelemetry has no public way to add one later, so this reaches into fields
 * that SDK 2 and 3 share, and says through `diag` when they are not there. Returns what is still to be attached.
 */
export function attachProcessors({ spanProcessor, logRecordProcessor }: Attachable): Attachable {
  const pending: { -readonly [Part in keyof Attachable]: Attachable[Part] } = {};
  if (spanProcessor) {
    const provider = tracerProvider();
    if (provider === undefined) pending.spanProcessor = spanProcessor;
    else if (putFirst(listIn(provider, ['_activeSpanProcessor', '_spanProcessors']), spanProcessor, 'span')) {
      spanProcessor.join();
    }
  }
  if (logRecordProcessor) {
    const provider = getLoggerProvider();
    if (provider === undefined) pending.logRecordProcessor = logRecordProcessor;
    else
      putFirst(listIn(provider, ['_sharedState', 'activeProcessor', 'processors']), logRecordProcessor, 'log record');
  }
  return pending;
}

/**
 * Attaches processors as soon as an SDK registers its providers with the API: the span processor in the very call, so that
 * no span is missed, the other one microtask later. `provider` is what the API gives out until then. Returns a function
 * that tries what is still to be attached, for the case that two copies of the API are at work.
 */
export function attachWhenReady(parts: Attachable, provider: unknown): () => void {
  let pending = parts;
  const attach = (): void => {
    pending = safely('attach processors', () => attachProcessors(pending)) ?? {};
  };
  const proxy = provider as { setDelegate?: (delegate: object) => void };
  const { setDelegate } = proxy;
  if (typeof setDelegate === 'function') {
    proxy.setDelegate = (delegate) => {
      // Off the instance again: the method of its class stands behind it.
      delete proxy.setDelegate;
      setDelegate.call(proxy, delegate);
      attach();
      queueMicrotask(attach);
    };
  }
  return attach;
}

function putFirst<Processor extends object>(list: unknown, processor: Processor, kind: string): boolean {
  if (!Array.isArray(list)) {
    diag.warn(
      `otel-llm-errors: this ${kind} provider has no list of processors that we know; the instrumentation works without ours. ` +
        `Pass it yourself, before your exporting processor.`,
    );
    return false;
  }
  // Another copy of this package may have been here.
  const present = list.some(
    (each: object) => each === processor || each.constructor?.name === processor.constructor.name,
  );
  if (!present) list.unshift(processor);
  return !present;
}

/** The provider that was registered, behind the API's proxy; `undefined` while there is none. */
function tracerProvider(): unknown {
  const provider = trace.getTracerProvider() as { getDelegate?(): object };
  const real = provider.getDelegate ? provider.getDelegate() : provider;
  return real.constructor.name === 'NoopTracerProvider' ? undefined : real;
}

function listIn(holder: unknown, path: readonly string[]): unknown {
  let value = holder;
  for (const key of path) value = (value as Record<string, unknown> | undefined | null)?.[key];
  return value;
}
