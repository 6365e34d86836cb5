import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Samples } from './programs/harness.ts';

const TIMEOUT = 60_000;

/** A program that answers each line with a line. It ends with its input. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #error = '';

  constructor(node: string, place: string, program: string, options: unknown = {}) {
    const args = ['--expose-gc', '--no-warnings', join(place, 'programs', program), JSON.stringify(options)];
    this.#child = spawn(node, args, { cwd: place, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin?.on('error', () => {});
    this.#child.stderr?.on('data', (chunk) => {
      this.#error = (this.#error + chunk).slice(-4000);
    });
    const lines: Interface = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** The next line that it writes, after it was told `line`. */
  async ask(line?: string): Promise<string> {
    if (line !== undefined) this.#child.stdin?.write(`${line}\n`);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), TIMEOUT);
    const { value, done } = await this.#lines.next();
    clearTimeout(timer);
    if (done) throw new Error(`a program ended without an answer\n${this.#error}`);
    return value;
  }

  end(): void {
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
  }
}

/** Asks workers in turns, each round in the opposite order of the one before: a number each. */
export async function inTurns(
  workers: Readonly<Record<string, Worker>>,
  { rounds, warmUp, count }: { readonly rounds: number; readonly warmUp: number; readonly count: number },
): Promise<Samples> {
  const samples: Samples = Object.fromEntries(Object.keys(workers).map((name) => [name, []]));
  const order = Object.entries(workers);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, worker] of round % 2 === 0 ? order : order.toReversed()) {
      const value = Number(await worker.ask(String(count)));
      if (round >= 0) samples[name]?.push(value);
    }
  }
  return samples;
}
