import { Worker } from 'node:worker_threads';

/** Runs beside the cases, in a thread of its own: the only one that still can speak when a case hangs. */
const WATCH = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const progress = new Int32Array(workerData.shared);
let run = '', seen = -1, since = Date.now();
parentPort.on('message', (message) => { run = message; seen = -1; since = Date.now(); });
setInterval(() => {
  if (progress[0] !== seen) { seen = progress[0]; since = Date.now(); return; }
  if (run === '' || Date.now() - since < workerData.patience) return;
  writeSync(2, 'A case hangs. Replay: npm run fuzz -- ' + run + ':' + progress[0] + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

/** Ends the process, with the words that replay the case, when a case hangs. */
export class Watchdog {
  readonly #progress: Int32Array;
  readonly #worker: Worker;

  /** `patience`: milliseconds that one case may take. */
  constructor(patience: number) {
    const shared = new SharedArrayBuffer(4);
    this.#progress = new Int32Array(shared);
    this.#worker = new Worker(WATCH, { eval: true, execArgv: [], workerData: { shared, patience } });
    this.#worker.unref();
  }

  /** A run begins; `replay` are the arguments that give it again. */
  watch(replay: string): void {
    this.#progress[0] = 0;
    this.#worker.postMessage(replay);
  }

  /** A case begins. */
  reached(index: number): void {
    this.#progress[0] = index;
  }

  /** Nothing runs for now. */
  rest(): void {
    this.#worker.postMessage('');
  }
}
