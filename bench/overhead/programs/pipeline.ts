// The same pipelines on SDK 2 and 3: a tracer provider, a batching exporter that does nothing, and a processor in front of it.
import { createRequire } from 'node:module';
import { type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ANSWERS } from './answers.ts';

const require = createRequire(import.meta.url);
const sdk = require('@opentelemetry/sdk-trace');

/** What a span processor is to us here. */
export type Processor = object;

export interface Pipeline {
  readonly tracer: Tracer;
  /** The tracer of OpenTelemetry's undici instrumentation. */
  readonly httpTracer: Tracer;
  flush(): Promise<void>;
}

const exporter = {
  export(_spans: unknown, done: (result: { code: number }) => void) {
    done({ code: 0 });
  },
  async shutdown() {},
  async forceFlush() {},
};

/** A provider with these processors in front of a batching one. */
export function pipeline(...processors: readonly Processor[]): Pipeline {
  const options = { maxQueueSize: 1 << 20, maxExportBatchSize: 512, scheduledDelayMillis: 600_000 };
  const batch = new sdk.BatchSpanProcessor({ exporter, ...options });
  const provider = new sdk.TracerProvider({ spanProcessors: [...processors, batch] });
  return {
    tracer: provider.getTracer('@opentelemetry/instrumentation-openai', '1'),
    httpTracer: provider.getTracer('@opentelemetry/instrumentation-undici', '1'),
    flush: () => provider.forceFlush(),
  };
}

/** Begins, fills and ends one span. */
export type Workload = (pipeline: Pipeline) => void;

const BODY = ANSWERS.MiniMax?.body ?? '';
const FAILURE = {
  name: 'InternalServerError',
  message: `500 ${BODY}`,
  stack: `InternalServerError: 500\n    at fetch (app.js:1:1)`,
};

/** A chat span that begins as OpenTelemetry's own instrumentations begin theirs. */
export function startChat({ tracer }: Pipeline): Span {
  return tracer.startSpan('chat MiniMax-M2', {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'minimax',
      'gen_ai.request.model': 'MiniMax-M2',
      'gen_ai.request.max_tokens': 256,
      'server.address': 'api.minimax.io',
      'server.port': 443,
    },
  });
}

export function endHealthy(span: Span): void {
  span.setAttributes({
    'gen_ai.response.id': 'chatcmpl-0a1b2c3d4e5f',
    'gen_ai.response.model': 'MiniMax-M2',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 21,
    'gen_ai.usage.output_tokens': 133,
  });
  span.end();
}

export function fail(span: Span): void {
  span.recordException(FAILURE);
  span.setStatus({ code: SpanStatusCode.ERROR, message: FAILURE.message });
  span.setAttribute('error.type', FAILURE.name);
}

export function healthy(pipeline: Pipeline): void {
  endHealthy(startChat(pipeline));
}

export function failed(pipeline: Pipeline): void {
  const span = startChat(pipeline);
  fail(span);
  span.end();
}

/** A client span of a request to anybody. */
export function http({ httpTracer }: Pipeline): void {
  const span = httpTracer.startSpan('GET', {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': 'GET',
      'url.full': 'https://shop.example/basket?id=7',
      'url.path': '/basket',
      'server.address': 'shop.example',
      'server.port': 443,
      'url.scheme': 'https',
    },
  });
  span.setAttributes({
    'http.response.status_code': 200,
    'network.peer.address': '10.0.0.7',
    'network.peer.port': 443,
  });
  span.end();
}

/** Whether the API is the one that the SDK uses: with another copy everything would be a no-op, and cost nothing. */
export function assertRecording(pipeline: Pipeline): void {
  const span = startChat(pipeline);
  if (!span.isRecording() || trace.getSpan === undefined) throw new Error('the pipeline records nothing');
  span.end();
}
