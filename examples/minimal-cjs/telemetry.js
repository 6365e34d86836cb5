// Starts the SDK of this program, with the plugin. Loaded before everything else: see the start script.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { withLlmErrors } = require('otel-llm-errors');

const sdk = new NodeSDK(withLlmErrors({ serviceName: 'minimal-cjs' }));
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
process.once('SIGTERM', () => sdk.shutdown().finally(() => process.exit()));
