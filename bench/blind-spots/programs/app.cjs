// Makes calls under a peer, says what the program got, and leaves what was exported to peers.cjs. argv: the peer, and our
// part: `nothing`, `first` (before the peer) or `last` (after it). JOB: the calls; HOSTS: whose the addresses are.
const { appendFileSync } = require('node:fs');
const { peers } = require('./peers.cjs');

const [peerName, part] = process.argv.slice(2);
const { calls, catching, pause } = JSON.parse(process.env.JOB);
const hosts = JSON.parse(process.env.HOSTS);
const peer = peers[peerName];
const PATIENCE = 30_000;

/** Our part: what it does before the peer, to the options of the SDK, and after the peer. */
const parts = {
  nothing: () => ({ options: (given) => given, after() {} }),
  first() {
    const { LlmErrorInstrumentation, LlmErrorSpanProcessor } = require('otel-llm-errors');
    new LlmErrorInstrumentation({ hosts });
    const spanProcessors = [new LlmErrorSpanProcessor({ hosts })];
    const options = (given) => ({ ...given, spanProcessors: [...spanProcessors, ...given.spanProcessors] });
    return { options, after() {} };
  },
  last() {
    const { LlmErrorInstrumentation, LlmErrorSpanProcessor } = require('otel-llm-errors');
    const spanProcessors = [new LlmErrorSpanProcessor({ hosts })];
    const options = (given) => ({ ...given, spanProcessors: [...given.spanProcessors, ...spanProcessors] });
    return { options, after: () => new LlmErrorInstrumentation({ hosts }) };
  },
};

/** What the program is told of an error, and of those behind it. */
function told(error, depth = 0) {
  if (typeof error !== 'object' || error === null) return error;
  const { name, message, status, statusCode, code, type, param, requestID, response, cause } = error;
  const told_ = {
    class: error.constructor?.name,
    name,
    message,
    status,
    statusCode,
    code,
    type,
    param,
    requestID,
    data: response?.data,
  };
  return { ...told_, ...(cause !== undefined && depth < 3 && { cause: told(cause, depth + 1) }) };
}

/** Everything that the caller sees: what came back, the parts of a stream, the error. */
async function outcome(call) {
  const chunks = [];
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, { late: true }).unref());
  const run = (async () => {
    try {
      return { result: await client[call.call](call, chunks) };
    } catch (error) {
      return { error: told(error) };
    }
  })();
  return { chunks, ...(await Promise.race([run, late])) };
}

let client;
const say = (line) => appendFileSync(process.env.OUTCOMES, `${JSON.stringify(line)}\n`);
if (catching) process.on('unhandledRejection', (reason) => say({ name: 'unhandled', error: told(reason) }));

async function main() {
  const ours = parts[part]();
  const { end } = peer.setUp(ours.options);
  ours.after();
  await peer.prepare?.();
  // Only now, for some peers patch what is loaded after them.
  const { clients } = require('./clients.cjs');
  client = clients[peer.stack]({ wrap: peer.wrap });
  for (const call of calls) {
    const { result, error, chunks, late } = await peer.around(() => outcome(call));
    say({ name: call.name, result, error, chunks, late });
    // What a stream left behind may fail a little later.
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await end();
  if (part !== 'nothing') {
    const { attempts, failures, guardsTripped } = require('otel-llm-errors').getStatus();
    say({ name: 'status', result: { attempts, failures, guardsTripped } });
  }
  say({ name: 'end' });
}

globalThis.AI_SDK_LOG_WARNINGS = false;
main();
