import { spawn } from 'node:child_process';
import { join } from 'node:path';

const MARK = '\nRESULT ';
const TIMEOUT = 600_000;

/** Runs a program of a place and gives what it reports. A program that has reported is ended, whether it exits or hangs. */
export async function runProgram<Result>(
  node: string,
  place: string,
  program: string,
  options: unknown,
  flags: readonly string[] = [],
): Promise<Result> {
  const args = ['--expose-gc', '--no-warnings', ...flags, join(place, 'programs', program), JSON.stringify(options)];
  const child = spawn(node, args, { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
    child.stderr.on('data', (chunk) => (err = (err + chunk).slice(-4000)));
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const at = out.indexOf(MARK);
      const end = at < 0 ? -1 : out.indexOf('\n', at + MARK.length);
      if (end < 0) return;
      resolve(JSON.parse(out.slice(at + MARK.length, end)) as Result);
      child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`${program} ended with ${code ?? signal} and no result\n${err}`));
    });
  });
}
