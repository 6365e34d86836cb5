import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);

/** Paths of the machine that a file was written on. The expressions are put together, so that they do not find themselves. */
const machinePaths = new RegExp(
  ['/work/', '/root/', '/home/\\w+/', '/Users/\\w+/', '/tmp/\\w'].map((path) => `(?<![\\w.*])${path}`).join('|'),
);

function lines(file: string): string[] {
  try {
    return readFileSync(join(root, file), 'utf8').split('\n');
  } catch {
    return []; // deleted, not yet committed
  }
}

describe('the repository', () => {
  it('names no path of the machine that it was written on', () => {
    const found = tracked
      .filter((file) => !__filename.endsWith(file))
      .flatMap((file) =>
        lines(file)
          .filter((line) => machinePaths.test(line))
          .map((line) => `${file}: ${line.trim().slice(0, 100)}`),
      );
    expect(found).toEqual([]);
  });

  it('locks versions without the addresses they were downloaded from', () => {
    expect(lines('package-lock.json').filter((line) => /"resolved":/.test(line))).toEqual([]);
  });
});
