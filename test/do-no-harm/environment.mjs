// A small program that fails a few calls and prints what it sees of them, for runs with odd flags of Node.js.
// Usage: node environment.mjs <none|once|twice|restarts> [worker] in the folder of an SDK generation.
import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';

const require = createRequire(join(process.cwd(), 'environment.cjs'));
const FAILURE = JSON.stringify({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } });
const HOSTS = { '127.0.0.1': 'minimax' };

async function withPlugin() {
  const { LlmErrorInstrumentation } = require('otel-llm-errors');
  return new LlmErrorInstrumentation({ hosts: HOSTS });
}

function startSdk() {
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  const { withLlmErrors } = require('otel-llm-errors');
  const sdk = new NodeSDK(withLlmErrors({ instrumentations: [] }, { hosts: HOSTS }));
  sdk.start();
  return sdk;
}

const SETUPS = {
  async none() {},
  once: withPlugin,
  /** The CommonJS copy and the ESM copy, and beside them the state that another version might have left. */
  async twice() {
    globalThis[Symbol.for('otel-llm-errors')] = {
      taps: new Set(),
      instrumentations: new Set(),
      trips: new Map(),
      later: true,
    };
    await withPlugin();
    const esm = pathToFileURL(require.resolve('otel-llm-errors').replace('/cjs/', '/esm/')).href;
    const { LlmErrorInstrumentation } = await import(esm);
    new LlmErrorInstrumentation({ hosts: HOSTS });
  },
  async restarts() {
    for (let round = 0; round < 3; round++)
      await startSdk()
        .shutdown()
        .catch(() => {});
    startSdk();
  },
};

const got = [];
const server = http.createServer((request, response) => {
  response.sendDate = false;
  request.resume();
  if (request.url === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices":[]}\n\n');
    setTimeout(() => response.end(`data: ${FAILURE}\n\n`), 30);
  } else if (request.url === '/cut') request.socket.destroy();
  else response.writeHead(429, { 'content-type': 'application/json' }).end(FAILURE);
});

async function calls(url) {
  for (const path of ['/refused', '/stream', '/cut']) {
    try {
      const response = await fetch(url + path);
      got.push([path, response.status, response.type, await response.text()]);
    } catch ({ name, message, cause }) {
      got.push([path, name, message, cause?.code]);
    }
    got.push(
      await new Promise((resolve) => {
        const parts = [];
        http
          .get(url + path, { agent: false }, (response) => {
            response
              .on('data', (part) => parts.push(part))
              .on('close', () => resolve([path, response.statusCode, String(Buffer.concat(parts))]));
          })
          .on('error', ({ name, message, code }) => resolve([path, name, message, code]));
      }),
    );
  }
}

const [setup, where] = process.argv.slice(2);
if (where === 'worker' && isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { argv: [setup] });
  await once(worker, 'exit');
  process.exit();
}
await SETUPS[setup]();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
await calls(`http://127.0.0.1:${server.address().port}`);
server.closeAllConnections();
server.close();
const state = globalThis[Symbol.for('otel-llm-errors')];
console.log(
  JSON.stringify({
    got,
    seen: state?.attemptsSeen,
    named: state?.failuresNamed,
    trips: state && Object.fromEntries(state.trips),
  }),
);
if (setup === 'restarts') process.exit();
