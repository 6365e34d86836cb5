import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const notOurs = new Set(['node_modules', 'dist', 'coverage', '.cache', '.git']);

/** Paths of the machine that a file was written on; the character before keeps paths inside URLs apart. */
const machinePath = /(?:^|[\s'"`(=:])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/\w+)\//;

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !notOurs.has(entry.name)) yield* filesIn(path);
    else if (entry.isFile() && !entry.name.endsWith('.tgz')) yield path;
  }
}

function lines(file: string): string[] {
  return readFileSync(join(root, file), 'utf8').split('\n');
}

describe('the repository', () => {
  it('names no path of the machine that it was written on', () => {
    const found = [...filesIn('')].flatMap((file) =>
      lines(file)
        .filter((line) => machinePath.test(line))
        .map((line) => `${file}: ${line.trim().slice(0, 100)}`),
    );
    expect(found).toEqual([]);
  });

  it('locks versions without the addresses they were downloaded from', () => {
    expect(lines('package-lock.json').filter((line) => /"resolved":/.test(line))).toEqual([]);
  });
});
