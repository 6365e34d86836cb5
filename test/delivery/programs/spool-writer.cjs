// Starts a spool and emits numbered events, a few each millisecond.
// SPOOL: the compiled module. OPTIONS: those of the spool, in JSON. FROM, TO: the numbers. STAY: does not end by itself.
const { startSpool } = require(process.env.SPOOL);

const spool = startSpool(JSON.parse(process.env.OPTIONS));
const { eventLogger } = globalThis[Symbol.for('otel-llm-errors')];
const [from, to] = [Number(process.env.FROM ?? 0), Number(process.env.TO ?? 0)];

write(from);

function write(next) {
  const end = Math.min(to, next + 5);
  for (let number = next; number < end; number += 1) {
    eventLogger.emit({ eventName: 'llm_error.attempt_failed', severityNumber: 13, body: String(number) });
  }
  if (end < to) setTimeout(write, 1, end);
  else void spool.forceFlush().then(finish);
}

function finish() {
  process.stdout.write(`${JSON.stringify(spool.stats)}\n`);
  if (process.env.STAY) setInterval(() => {}, 1000);
}
