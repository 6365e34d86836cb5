// Starts the SDK of this program, with the plugin. Loaded before everything else: see the start script.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { withLlmErrors } = require('otel-llm-errors');
const { flushOnExit } = require('otel-llm-errors/delivery');

const sdk = new NodeSDK(withLlmErrors({ serviceName: 'minimal-cjs' }));
sdk.start();
flushOnExit();
