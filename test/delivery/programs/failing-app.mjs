// Makes failed LLM calls, notes the provider's id of each one it has seen fail, and ends in the way that END names.
// CALLS: how many, one after the other, PAUSE milliseconds apart. VENDOR: base URL of the provider. KEY: what makes it fail. NOTES: the file, which is
// on the disk before the program goes on, so that what
// it holds was certainly a failed call.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { fsyncSync, openSync, writeSync } from 'node:fs';
import { isMainThread, parentPort, threadId, Worker } from 'node:worker_threads';

const { VENDOR, KEY, NOTES, CALLS = '5', PAUSE, END = 'natural', THREADS = '1' } = process.env;

export async function fail(times = Number(CALLS)) {
  const notes = openSync(NOTES, 'a');
  for (let call = 0; call < times; ) {
    const response = await fetch(`${VENDOR}/v1/text/chatcompletion_v2`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: '{"model":"M2"}',
    }).catch(() => undefined);
    // A busy machine: the provider closed a connection that was idle for long.
    if (!response) continue;
    await response.text();
    call += 1;
    writeSync(notes, `${response.headers.get('trace-id')}\n`);
    if (PAUSE) await new Promise((done) => setTimeout(done, Number(PAUSE)));
  }
  fsyncSync(notes);
}

const ENDS = {
  natural: () => fail(),
  exit: async () => {
    await fail();
    process.exit(3);
  },
  throw: async () => {
    await fail();
    setImmediate(() => {
      throw new Error('uncaught on purpose');
    });
  },
  rejection: async () => {
    await fail();
    Promise.reject(new Error('rejected on purpose'));
  },
  signal: async () => {
    await fail();
    setInterval(() => {}, 1000);
    process.stdout.write('ready\n');
  },
  'out of memory': async () => {
    await fail();
    const hoard = [];
    for (;;) hoard.push(new Array(10_000).fill(hoard.length));
  },
  /** Goes on when it is written to. */
  'two halves': async () => {
    await fail();
    process.stdout.write('half\n');
    await once(process.stdin, 'data');
    process.stdin.destroy();
    await fail();
  },
  /** Threads that fail and are terminated while they are at it; the process ends by itself. */
  'thread terminated': async () => {
    const threads = Array.from({ length: Number(THREADS) }, () => new Worker(new URL(import.meta.url)));
    await Promise.all(threads.map((thread) => new Promise((done) => thread.once('message', done))));
    await Promise.all(threads.map((thread) => thread.terminate()));
  },
  /** Threads that fail and end by themselves. */
  threads: async () => {
    const env = { ...process.env, END: 'natural' };
    const threads = Array.from({ length: Number(THREADS) }, () => new Worker(new URL(import.meta.url), { env }));
    await Promise.all([fail(), ...threads.map((thread) => new Promise((done) => thread.once('exit', done)))]);
  },
  'cluster worker killed': async () => {
    const worker = cluster.fork();
    await new Promise((done) => worker.once('message', done));
    worker.process.kill('SIGKILL');
    await new Promise((done) => worker.once('exit', done));
  },
};

if (cluster.isWorker) {
  await fail();
  process.send('failed');
  setInterval(() => {}, 1000);
} else if (!isMainThread && END === 'thread terminated') {
  await fail();
  parentPort.postMessage(threadId);
  setInterval(() => {}, 1000);
} else await ENDS[END]();
