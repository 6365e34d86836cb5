// The ways to set up the SDK.

/** Instrumentations of HTTP clients, which make the client spans. */
async function httpClients(load) {
  const { HttpInstrumentation } = await load('@opentelemetry/instrumentation-http');
  const { UndiciInstrumentation } = await load('@opentelemetry/instrumentation-undici');
  return [new UndiciInstrumentation(), new HttpInstrumentation()];
}

/** An SDK whose options are what `options` makes of the plugin and the instrumentations. */
function sdkWith(options) {
  return async ({ load }, job) => {
    const { NodeSDK } = await load('@opentelemetry/sdk-node');
    const plugin = await load('otel-llm-errors');
    return new NodeSDK(await options({ plugin, load, hosts: job.hosts, instrumentations: await httpClients(load) }));
  };
}

exports.setups = {
  /** No SDK here: what is preloaded starts one. */
  async none() {},

  /** The instrumentation alone, exporters from the environment. */
  instrumentation: sdkWith(({ plugin, hosts, instrumentations }) => ({
    instrumentations: [new plugin.LlmErrorInstrumentation({ hosts }), ...instrumentations],
  })),

  /** Everything, exporters from the environment. */
  environment: sdkWith(({ plugin, hosts, instrumentations }) => plugin.withLlmErrors({ instrumentations }, { hosts })),

  exporter: sdkWith(async ({ plugin, load, hosts, instrumentations }) => {
    const { OTLPTraceExporter } = await load('@opentelemetry/exporter-trace-otlp-proto');
    return plugin.withLlmErrors({ traceExporter: new OTLPTraceExporter(), instrumentations }, { hosts });
  }),

  processors: sdkWith(async ({ plugin, load, hosts, instrumentations }) => {
    const { OTLPTraceExporter } = await load('@opentelemetry/exporter-trace-otlp-proto');
    const { OTLPLogExporter } = await load('@opentelemetry/exporter-logs-otlp-proto');
    const { BatchSpanProcessor } = await load('@opentelemetry/sdk-trace');
    const { BatchLogRecordProcessor } = await load('@opentelemetry/sdk-logs');
    const spanProcessors = [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })];
    const logRecordProcessors = [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })];
    return plugin.withLlmErrors({ spanProcessors, logRecordProcessors, instrumentations }, { hosts });
  }),

  /** Both copies of the package, each complete. */
  'two-copies': sdkWith(async ({ hosts, instrumentations }) => {
    const required = require('otel-llm-errors');
    const imported = await import('otel-llm-errors');
    if (required.withLlmErrors === imported.withLlmErrors) throw new Error('these are not two copies');
    return imported.withLlmErrors(required.withLlmErrors({ instrumentations }, { hosts }), { hosts });
  }),

  /** No SDK here, but the program uses the package. */
  async joining({ load }, { hosts }) {
    const { LlmErrorInstrumentation } = await load('otel-llm-errors');
    new LlmErrorInstrumentation({ hosts });
  },

  /** The SDK as if the plugin were not there. */
  bare: sdkWith(({ instrumentations }) => ({ instrumentations })),

  /** The SDK without the plugin, but with the bridge between the two logs APIs. */
  bridged: sdkWith(({ plugin, instrumentations }) => {
    plugin.bridgeLogsApi();
    return { instrumentations };
  }),
};
