// The peers: how each is set up as its documentation says, and what of its exports is read. `setUp` is called before any
// client is loaded and gives how to end; `around` has a call in a span of the program, where the peer wants one.
const { logExporter, metricExporter, recordEnvelope, spanExporter } = require('./record.cjs');

const hosts = JSON.parse(process.env.HOSTS ?? '{}');

/** A peer on the SDK of OpenTelemetry. `given` is what it adds to the options. */
const onSdk = (given, { finish, ...more } = {}) => ({
  stack: 'fetch',
  setUp(ours) {
    const { NodeSDK } = require('@opentelemetry/sdk-node');
    const { SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
    const { PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
    const { SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
    const { instrumentations = [], spanProcessors = [new SimpleSpanProcessor(spanExporter())] } = given();
    const complete = finish ?? ours;
    const sdk = new NodeSDK(
      complete({
        instrumentations,
        spanProcessors,
        logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: logExporter() })],
        metricReaders: [
          new PeriodicExportingMetricReader({ exporter: metricExporter(), exportIntervalMillis: 100_000 }),
        ],
        autoDetectResources: false,
      }),
    );
    sdk.start();
    return { end: () => sdk.shutdown() };
  },
  around(run) {
    const { trace } = require('@opentelemetry/api');
    return trace.getTracer('program').startActiveSpan('call', async (span) => {
      try {
        return await run();
      } finally {
        span.end();
      }
    });
  },
  ...more,
});

const instrumentation = (name, load, more) => onSdk(() => ({ instrumentations: [new (load(require(name)))()] }), more);
const bare = { stack: 'fetch', setUp: () => ({ end: async () => {} }), around: (run) => run() };

exports.peers = {
  nothing: bare,
  'nothing-http': { ...bare, stack: 'http' },
  'nothing-ai': { ...bare, stack: 'ai' },
  'otel-undici': instrumentation('@opentelemetry/instrumentation-undici', (m) => m.UndiciInstrumentation),
  'otel-http': instrumentation('@opentelemetry/instrumentation-http', (m) => m.HttpInstrumentation, { stack: 'http' }),
  'otel-openai': instrumentation('@opentelemetry/instrumentation-openai', (m) => m.OpenAIInstrumentation),
  traceloop: instrumentation('@traceloop/instrumentation-openai', (m) => m.OpenAIInstrumentation),
  openinference: instrumentation('@arizeai/openinference-instrumentation-openai', (m) => m.OpenAIInstrumentation),
  'ai-sdk': onSdk(() => ({}), {
    stack: 'ai',
    async prepare() {
      const { registerTelemetry } = await import('ai');
      const { OpenTelemetry } = await import('@ai-sdk/otel');
      registerTelemetry(new OpenTelemetry());
    },
  }),
  langfuse: onSdk(
    () => {
      const { LangfuseSpanProcessor } = require('@langfuse/otel');
      return { spanProcessors: [new LangfuseSpanProcessor({ exporter: spanExporter(), exportMode: 'immediate' })] };
    },
    { wrap: (client) => require('@langfuse/openai').observeOpenAI(client) },
  ),
  sentry: {
    ...bare,
    setUp() {
      const Sentry = require('@sentry/node');
      Sentry.init({
        dsn: 'http://public@127.0.0.1:9/1',
        tracesSampleRate: 1,
        transport: (options) =>
          Sentry.createTransport(options, async ({ body }) => {
            recordEnvelope(body);
            return { statusCode: 200 };
          }),
      });
      return { end: () => Sentry.close(2000) };
    },
    around: (run) => require('@sentry/node').startSpan({ name: 'call' }, run),
  },
  datadog: {
    ...bare,
    setUp() {
      const tracer = require('dd-trace').init({
        url: process.env.COLLECTOR,
        llmobs: { mlApp: 'program' },
        flushInterval: 100,
      });
      return {
        async end() {
          tracer.llmobs.flush();
          // It has no way to say that all is sent.
          await new Promise((resolve) => setTimeout(resolve, 2000));
        },
      };
    },
  },
  openlit: {
    ...bare,
    setUp() {
      const { default: openlit } = require('openlit');
      openlit.init({
        otlpEndpoint: process.env.COLLECTOR,
        applicationName: 'program',
        disableBatch: false,
        // By default it fetches its list of prices at the start.
        pricingJson: { chat: {} },
      });
      const { trace } = require('@opentelemetry/api');
      return { end: () => trace.getTracerProvider().getDelegate().forceFlush() };
    },
    around: onSdk(() => ({})).around,
  },
  'ours-alone': onSdk(() => ({
    instrumentations: [new (require('otel-llm-errors').LlmErrorInstrumentation)({ hosts })],
  })),
  'ours-full': onSdk(
    () => {
      const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
      const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
      return { instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] };
    },
    { finish: (options) => require('otel-llm-errors').withLlmErrors(options, { hosts }) },
  ),
};
