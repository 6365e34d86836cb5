// What a shape gets: a loopback server of its own, a log of events, and ways to describe what it sees.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorOf } from './error-of.mjs';

/** Longest wait for something that should come at once, in milliseconds. */
const PATIENCE = 3000;

/** Makes the tools of one shape; `close()` ends whatever they have started. */
export async function createTools(load) {
  const cleanups = [];
  const events = [];
  const requests = [];
  const turns = [];
  let connections = 0;
  let handler = (_request, response) => response.end();

  /** Runs something when the shape is over. */
  const atEnd = (cleanup) => cleanups.push(cleanup);

  /** Has any server of Node.js listen on loopback, and ends it with the shape; gives its port. */
  async function listen(server, host = '127.0.0.1') {
    const sockets = new Set();
    const track = (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // Resets are part of the play.
      socket.on('error', () => {});
    };
    server.on('connection', track);
    await new Promise((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
    atEnd(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return server.address().port;
  }

  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.sendDate = false;
    response.on('error', () => {});
    handler(request, response);
  });
  server.on('connection', () => connections++);
  const port = await listen(server);

  return {
    /** Name of the loopback server, and where it listens: `http://127.0.0.1:<port>`. */
    origin: `http://127.0.0.1:${port}`,
    port,
    server,
    listen,
    atEnd,
    sleep,
    errorOf,
    /** Imports a package of ../compatibility/clients: `undici-8`, `axios` … */
    load,
    /** Major version of Node.js. */
    node: Number(process.versions.node.split('.')[0]),

    /** Sets what the server does with a request: `(request, response) => void`. No `date` header is sent. */
    serve(answer) {
      handler = answer;
    },

    /** What the server was asked, `METHOD target` each, and on how many connections. */
    requests,
    connections: () => connections,

    /** Everything that happened on either side, in its order. */
    events,
    log: (event) => void events.push(event),

    /** On the server, between two chunks: waits until the caller has taken the former one and said so by `took()`, or is gone. */
    async turn(response) {
      if (response.destroyed) return;
      const taken = new Promise((resolve) => {
        turns.push(resolve);
        response.once('close', resolve);
      });
      if ((await within(taken, PATIENCE)) === 'pending') events.push('the caller did not take its turn');
    },
    took: () => turns.shift()?.(),

    /** Waits until a condition holds; false when it does not in time. */
    async until(condition, ms = PATIENCE) {
      const deadline = Date.now() + ms;
      while (!condition()) {
        if (Date.now() > deadline) return false;
        await sleep(5);
      }
      return true;
    },

    /** What became of a promise: `{ value }`, `{ error }`, or `'pending'`. */
    async settled(promise, ms = PATIENCE) {
      return within(
        Promise.resolve(promise).then(
          (value) => ({ value }),
          (error) => ({ error: errorOf(error) }),
        ),
        ms,
      );
    },

    /** Collects garbage, finalizers included. */
    async collectGarbage() {
      for (let round = 0; round < 3; round++) {
        globalThis.gc?.();
        await sleep(10);
      }
    },

    /** Ends what the shape started. */
    async close() {
      for (const cleanup of cleanups.reverse())
        await within(
          Promise.resolve()
            .then(cleanup)
            .catch(() => {}),
          1000,
        );
    },
  };
}

/** Length and hash of bytes or of a text. */
export function digest(bytes) {
  if (bytes === undefined || bytes === null) return bytes;
  const data =
    typeof bytes === 'string'
      ? Buffer.from(bytes)
      : Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  return `${data.length} ${createHash('sha256').update(data).digest('hex').slice(0, 12)}`;
}

/** A promise, or `'pending'` when it takes longer. */
async function within(promise, ms) {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, sleep(ms, 'pending', { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
