// Calls a client through a peer and says what the program saw. argv: the peer, and what of ours is there: `nothing`,
// `processor` (no taps: only the span processor, before what exports) or `everything`. JOB: the calls and the hosts.
const { trace } = require('@opentelemetry/api');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { LlmErrorSpanProcessor, withLlmErrors } = require('otel-llm-errors');
const { peers } = require('./peers.cjs');

const [name, ours] = process.argv.slice(2);
const { calls, hosts } = JSON.parse(process.env.JOB);
const peer = peers[name];
const given = { spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())], ...peer.setUp() };

const options = {
  nothing: () => given,
  processor: () => ({
    ...given,
    spanProcessors: [new LlmErrorSpanProcessor({ hosts }), ...given.spanProcessors],
  }),
  everything: () => withLlmErrors(given, { hosts }),
}[ours];

/** The call in a span of the program, with what its caller sees. */
function have(chat, { label, ...call }) {
  return trace.getTracer('app').startActiveSpan(label, async (span) => {
    try {
      await chat(call);
      return { label };
    } catch (error) {
      const { message, status, statusCode, code, type } = error;
      return { label, error: { class: error.constructor.name, message, status, statusCode, code, type } };
    } finally {
      span.end();
    }
  });
}

async function main() {
  const sdk = new NodeSDK(options());
  sdk.start();
  const chat = await peer.client();
  const outcomes = [];
  for (const call of calls) outcomes.push(await have(chat, call));
  await sdk.shutdown();
  console.log(JSON.stringify({ outcomes }));
}

main();
