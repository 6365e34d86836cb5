// What is in the program beside the shapes: each gives the SDK that it started, if any. Packages come from the folder that it
// runs in.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'setups.cjs'));

/** All loopback hosts; `minimax` because its failures also come inside HTTP 200, so that every body is read. */
const HOSTS = { '127.0.0.1': 'minimax', localhost: 'minimax', '[::1]': 'minimax', 'mocked.example': 'minimax' };

export const setups = {
  async plain() {},

  async plugin() {
    const { LlmErrorInstrumentation } = require('otel-llm-errors');
    new LlmErrorInstrumentation({ hosts: HOSTS });
  },

  async sdk() {
    return start((options) => options);
  },

  async 'sdk-plugin'() {
    const { withLlmErrors } = require('otel-llm-errors');
    return start((options) => withLlmErrors(options, { hosts: HOSTS }));
  },
};

function start(complete) {
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
  const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici');
  const sdk = new NodeSDK(complete({ instrumentations: [new UndiciInstrumentation(), new HttpInstrumentation()] }));
  sdk.start();
  return sdk;
}
