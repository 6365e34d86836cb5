import type {
  Attributes,
  AttributeValue,
  Context,
  HrTime,
  MeterProvider,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TracerProvider,
} from '@opentelemetry/api';

// Structural types that the classes of SDK 2.x and 3.x both satisfy, so that no SDK package is needed, at run time or in typings.

/** What can be read of a span of either SDK generation. Everything is optional: other vendors make spans too. */
export interface ReadableSpanLike {
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly status?: SpanStatus;
  readonly attributes?: Record<string, unknown>;
  readonly events?: readonly { readonly name: string; readonly attributes?: Record<string, unknown> }[];
  readonly instrumentationScope?: { readonly name: string };
  readonly parentSpanContext?: { readonly spanId: string };
  readonly startTime?: HrTime;
  readonly endTime?: HrTime;
  spanContext?(): SpanContext;
}

/** A log record inside `onEmit`. */
export interface LogRecordLike {
  readonly body?: unknown;
  readonly severityNumber?: number | undefined;
  readonly eventName?: string | undefined;
  readonly attributes: Record<string, unknown>;
  readonly instrumentationScope?: { readonly name: string };
  setAttribute(key: string, value: AttributeValue): unknown;
}

/** `SpanProcessor` of the SDK. */
export interface SpanProcessorLike {
  onStart(span: Span, parentContext: Context): void;
  onEnding?(span: Span): void;
  onEnd(span: ReadableSpanLike): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** `LogRecordProcessor` of the SDK. */
export interface LogRecordProcessorLike {
  onEmit(record: LogRecordLike, context?: Context): void;
  enabled?(): boolean;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A log record as it is given to a logger. */
export interface EmittedRecord {
  readonly eventName?: string;
  readonly severityNumber?: number;
  readonly body?: string;
  readonly attributes?: Attributes;
  readonly context?: Context;
  readonly timestamp?: HrTime | Date | number;
}

/** A logger of either logs API: `@opentelemetry/api-logs`, or `logs` of `@opentelemetry/api` 1.10. */
export interface LoggerLike {
  emit(record: EmittedRecord): void;
  enabled?(options?: unknown): boolean;
}

/** `LoggerProvider` of either logs API. */
export interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: unknown): LoggerLike;
}

/** A live span as the SDK made it: its fields can be read, though the API does not say so. */
export function readable(span: Span): ReadableSpanLike {
  return span as unknown as ReadableSpanLike;
}

/** `Instrumentation` of `@opentelemetry/instrumentation`. */
export interface InstrumentationLike {
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  enable(): void;
  disable(): void;
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  setConfig(config: { enabled?: boolean }): void;
  getConfig(): { enabled?: boolean };
}
