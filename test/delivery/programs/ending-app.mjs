// Puts one log record into a queue that nothing empties in time, and ends in the way that END names. FLUSH: the file of the
// module with `flushOnExit`; empty: without it. Listeners and targets of other sorts come with EXTRA.
import { createRequire } from 'node:module';
import { logs } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';

const require = createRequire(import.meta.url);
const { FLUSH, END = 'natural', EXTRA = '', TIMEOUT = '5000' } = process.env;

const sdk = new NodeSDK();
sdk.start();
const options = { timeoutMillis: Number(TIMEOUT) };
const { flush, flushOnExit } = FLUSH ? require(FLUSH) : {};
const emit = (body) => logs.getLogger('app').emit({ body });

const EXTRAS = {
  '': () => {},
  sdk: () => {
    flushOnExit?.(sdk, options);
  },
  'second copy': () => {
    require(FLUSH).flushOnExit(undefined, options);
    delete require.cache[require.resolve(FLUSH)];
    require(FLUSH).flushOnExit(undefined, options);
  },
  undone: () => {},
  'listens and exits': () => {
    process.once('SIGTERM', () => setTimeout(() => process.exit(7), 500));
  },
  'listens and goes on': () => {
    process.on('SIGHUP', () => {
      emit('after the signal');
      // So much later that a flush which ran at the signal is over.
      setTimeout(() => process.exit(0), 500);
    });
  },
  'ends itself as signal-exit does': () => {
    const mine = () => {
      if (process.listeners('SIGTERM').length > 1) return;
      process.removeListener('SIGTERM', mine);
      process.kill(process.pid, 'SIGTERM');
    };
    process.on('SIGTERM', mine);
  },
  'drains by itself': () => {
    process.once('SIGTERM', () => {
      clearInterval(alive);
      setTimeout(() => emit('after the signal'), 300);
    });
  },
  'goes on at beforeExit': () => {
    process.once('beforeExit', () => setTimeout(() => emit('after the end'), 300));
  },
  hangs: () => {
    flushOnExit?.({ forceFlush: () => new Promise((resolve) => setTimeout(resolve, 60_000)) }, options);
  },
  queue: () => {
    flushOnExit({ forceFlush: async () => void process.stdout.write('target flushed\n') });
  },
  throws: () => {
    flushOnExit?.({
      forceFlush: () => {
        throw new Error('a flush that fails');
      },
    });
  },
};

// Before: who listens first is asked first.
EXTRAS[EXTRA]();
const undo = flushOnExit?.(undefined, options);
if (EXTRA === 'undone') undo?.();
emit('before the end');
process.on('exit', (code) => process.stdout.write(`exit ${code}\n`));

let alive;
const ENDS = {
  natural: () => {},
  'natural with a code': () => {
    process.exitCode = 9;
  },
  'waiting for ever': () => new Promise(() => {}),
  signal: () => {
    alive = setInterval(() => {}, 1000);
    process.stdout.write('ready\n');
  },
  frozen: async () => {
    process.stdout.write(`flushed ${await flush(options)}\n`);
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  },
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('uncaught on purpose');
  },
};
await ENDS[END]();
