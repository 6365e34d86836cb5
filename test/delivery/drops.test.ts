import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Drops } from '../../src/delivery/drops.ts';
import { cleanUp, newFolder } from './spool-kit.ts';

afterEach(cleanUp);

it('counts by the size of files that are for this user only', () => {
  const folder = newFolder();
  new Drops(folder).add('size', 3);
  const drops = new Drops(folder);
  drops.add('size', 4);
  drops.add('age', 0);
  expect(drops.counts).toMatchObject({ size: 4, age: 0 });
  expect(drops.countsEver).toMatchObject({ size: 7, age: 0 });
  expect(statSync(join(folder, 'dropped.size')).mode & 0o777).toBe(0o600);
});

it('writes through no link that somebody put there', () => {
  const folder = newFolder();
  const file = join(newFolder(), 'file');
  writeFileSync(file, 'of somebody\n');
  symlinkSync(file, join(folder, 'dropped.size'));
  const drops = new Drops(folder);
  drops.add('size', 3);
  expect(readFileSync(file, 'utf8')).toBe('of somebody\n');
  expect(drops.counts.size).toBe(3);
});
