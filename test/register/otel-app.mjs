// A program with one failed LLM call, for any SDK generation: packages come from the working directory, the plugin from
// PLUGIN (a path or a package name; empty: none), the vendor is VENDOR (a URL that answers as MiniMax does), and telemetry
// goes to OTEL_EXPORTER_OTLP_ENDPOINT. The argument says how the SDK is set up.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [setup = 'environment'] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));
const api = require('@opentelemetry/api');
const plugin = await load(process.env.PLUGIN);

const SETUPS = {
  /** No options: exporters come from the environment. */
  environment: () => plugin.withLlmErrors(),
  exporter: () => plugin.withLlmErrors({ traceExporter: traceExporter() }),
  processors: () =>
    plugin.withLlmErrors({
      spanProcessors: [spanProcessor()],
      logRecordProcessors: [logRecordProcessor()],
      instrumentations: [],
    }),
  /** With HTTP client spans. */
  clients: () => plugin.withLlmErrors({ instrumentations: httpInstrumentations() }),
  /** The instrumentation alone. */
  instrumentation: () => ({ instrumentations: [new plugin.LlmErrorInstrumentation()] }),
  /** The SDK as if the plugin were not there. */
  bare: () => ({}),
};

// `none`: what is preloaded, or nothing, starts the SDK.
let sdk;
if (setup !== 'none') {
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  sdk = new NodeSDK({ ...SETUPS[setup]() });
  sdk.start();
}
const logs = api.logs ?? require('@opentelemetry/api-logs').logs;

const span = api.trace
  .getTracer('app')
  .startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } });
await api.context.with(api.trace.setSpan(api.context.active(), span), async () => {
  const body = await (process.env.TRANSPORT === 'http' ? callWithHttp() : callWithFetch());
  logs.getLogger('app').emit({ severityNumber: 17, body });
  if (process.env.WINSTON) logWithWinston(body);
});
span.end();
await sdk?.shutdown();
const status = plugin?.getStatus?.();
if (status) console.log(JSON.stringify(status));

function load(name) {
  if (!name) return undefined;
  return name.startsWith('/') ? import(pathToFileURL(name).href) : import(pathToFileURL(require.resolve(name)).href);
}

function traceExporter() {
  const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter();
}

function spanProcessor() {
  const exporter = traceExporter();
  try {
    const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base');
    return new BatchSpanProcessor(exporter);
  } catch {
    const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace');
    return new BatchSpanProcessor({ exporter });
  }
}

function logRecordProcessor() {
  const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
  const { BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
  return new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() });
}

function logWithWinston(body) {
  const winston = require('winston');
  const { OpenTelemetryTransportV3 } = require('@opentelemetry/winston-transport');
  winston.createLogger({ transports: [new OpenTelemetryTransportV3()] }).error('winston says', { answer: body });
}

async function callWithFetch() {
  const response = await fetch(`${process.env.VENDOR}/v1/text/chatcompletion_v2`, { method: 'POST', body: '{}' });
  return response.json();
}

function callWithHttp() {
  const { request } = require('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(`${process.env.VENDOR}/v1/text/chatcompletion_v2`, { method: 'POST' }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    outgoing.on('error', reject).end('{}');
  });
}

function httpInstrumentations() {
  const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
  const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
  return [new HttpInstrumentation(), new UndiciInstrumentation()];
}
