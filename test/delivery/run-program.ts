import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = process.cwd();

export interface ProgramRun {
  /** A file in `programs/`, or arguments for Node.js. */
  readonly program: string | readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command to put in front, such as `ulimit -f 8;`. */
  readonly shell?: string;
  /** Called at each piece of output, with all that was written so far. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly millis: number;
}

const LONGEST_MILLIS = 200_000;

/** Runs a program to its end, with nothing of this process's environment but the path. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const started = performance.now();
  const what = typeof run.program === 'string' ? [join(ROOT, 'test/delivery/programs', run.program)] : run.program;
  const args = [...(run.nodeArgs ?? []), ...what];
  const options = { cwd: ROOT, env: { PATH: process.env.PATH ?? '', ...run.env } };
  const child = run.shell
    ? spawn('bash', ['-c', `${run.shell} exec "$0" "$@"`, process.execPath, ...args], options)
    : spawn(process.execPath, args, options);
  const tooLong = setTimeout(() => child.kill('SIGKILL'), LONGEST_MILLIS);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    run.onOutput?.(child, stdout);
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(tooLong);
      resolve({ code, signal, stdout, stderr, millis: performance.now() - started });
    });
  });
}
