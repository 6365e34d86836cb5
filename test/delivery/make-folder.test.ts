import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/delivery/make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'folders-'));
afterAll(() => rmSync(root, { recursive: true }));

it('makes a folder and those around it, for the user alone, and leaves what is there', () => {
  const folder = join(root, 'one', 'two');
  makeFolder(folder);
  makeFolder(folder);
  expect([join(root, 'one'), folder].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
});

it('refuses what is no folder', () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(() => makeFolder(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
});

// Node's own way through a missing parent never returns there.
(process.platform === 'linux' ? it : it.skip)('comes back where the system refuses', () => {
  expect(() => makeFolder('/proc/nowhere/spool')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});
