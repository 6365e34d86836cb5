// A program with a plain NodeSDK that sends one of everything to OTEL_EXPORTER_OTLP_ENDPOINT. A process of its own,
// because OTLP exporters load `node:http` by dynamic import, which jest cannot do.
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({ instrumentations: [] });
sdk.start();
metrics.getMeter('test').createCounter('things', { unit: '{thing}' }).add(3, { colour: 'red' });
logs.getLogger('test').emit({ eventName: 'happened', severityNumber: 13, body: 'it did', attributes: { ok: true } });
trace.getTracer('test').startActiveSpan('work', (span) => {
  span.setAttributes({ 'a.text': '你好', 'a.double': 1.5, 'a.list': ['x', 'y'] });
  span.addEvent('exception', { 'exception.type': 'Oops' });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'bad' });
  trace.getTracer('test').startSpan('child').end();
  span.end();
});
await sdk.shutdown();
