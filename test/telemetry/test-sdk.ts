import { type Attributes, context, metrics, type Span, SpanKind, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordProcessor,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export interface Point {
  readonly value: number;
  readonly attributes: Attributes;
}

/** A whole SDK 2.x in memory, registered globally. */
export class TestSdk {
  readonly spans = new InMemorySpanExporter();
  readonly logRecords = new InMemoryLogRecordExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly tracerProvider: BasicTracerProvider;
  readonly #meterProvider: MeterProvider;

  constructor(spanProcessors: readonly SpanProcessor[] = [], logRecordProcessors: readonly LogRecordProcessor[] = []) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    this.tracerProvider = new BasicTracerProvider({
      spanProcessors: [...spanProcessors, new SimpleSpanProcessor(this.spans)],
    });
    trace.setGlobalTracerProvider(this.tracerProvider);
    logs.setGlobalLoggerProvider(
      new LoggerProvider({
        processors: [...logRecordProcessors, new SimpleLogRecordProcessor({ exporter: this.logRecords })],
      }),
    );
    this.#meterProvider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter: this.#metrics, exportIntervalMillis: 3_600_000 })],
    });
    metrics.setGlobalMeterProvider(this.#meterProvider);
  }

  startLlmSpan(attributes: Attributes = {}): Span {
    return trace.getTracer('app').startSpan('chat abab6.5s-chat', {
      kind: SpanKind.CLIENT,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'abab6.5s-chat', ...attributes },
    });
  }

  /** Attributes and status of the one span with this name. */
  span(name: string) {
    const found = this.spans.getFinishedSpans().filter((span) => span.name === name);
    expect(found).toHaveLength(1);
    return found[0] as (typeof found)[number];
  }

  events() {
    return this.logRecords.getFinishedLogRecords().filter(({ eventName }) => eventName === 'llm_error.attempt_failed');
  }

  async points(metric: string): Promise<readonly Point[]> {
    await this.#meterProvider.forceFlush();
    const all =
      this.#metrics
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
    return all
      .filter(({ descriptor }) => descriptor.name === metric)
      .flatMap(({ dataPoints }) => dataPoints.map(({ value, attributes }) => ({ value: value as number, attributes })));
  }

  async sum(metric: string): Promise<number> {
    return (await this.points(metric)).reduce((sum, { value }) => sum + value, 0);
  }

  async shutdown(): Promise<void> {
    await Promise.all([this.tracerProvider.shutdown(), this.#meterProvider.shutdown()]);
    for (const api of [context, trace, metrics, logs]) api.disable();
  }
}
