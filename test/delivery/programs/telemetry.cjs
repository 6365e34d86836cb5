// To be preloaded: what a user's own file looks like that starts the SDK in code. COMPILED: where the package is. DELIVERY:
// `defaults` for the SDK alone, `flush` to flush it at the end, else the options of a spool in JSON.
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { withLlmErrors } = require(`${process.env.COMPILED}/index.js`);
const { flushOnExit, startSpool } = require(`${process.env.COMPILED}/delivery/index.js`);

const { DELIVERY } = process.env;
new NodeSDK(withLlmErrors()).start();
if (DELIVERY === 'flush') flushOnExit();
else if (DELIVERY !== 'defaults') flushOnExit(startSpool(JSON.parse(DELIVERY)));
