import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

function check(cwd: string) {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  return spawnSync(process.execPath, [tsx, join(root, 'scripts/generate.ts'), '--check'], { cwd, encoding: 'utf8' });
}

describe('the generated files', () => {
  it('are what the catalogs make of them', () => {
    expect(check(root)).toMatchObject({ status: 0, stderr: '' });
  });

  it('are named when they are stale or left over', () => {
    const copy = mkdtempSync(join(tmpdir(), 'generated-'));
    try {
      for (const part of ['catalogs', 'docs', 'package.json', 'src/version.ts', 'src/classify/generated']) {
        cpSync(join(root, part), join(copy, part), { recursive: true });
      }
      const version = join(copy, 'src/version.ts');
      writeFileSync(version, readFileSync(version, 'utf8').replace(/'.*'/, "'0.0.0'"));
      writeFileSync(join(copy, 'docs/providers/gone.md'), '');
      const { status, stderr } = check(copy);
      expect(status).toBe(1);
      expect(stderr.trim().split('\n')).toEqual(
        expect.arrayContaining([
          'src/version.ts is stale; run npm run generate',
          'docs/providers/gone.md belongs to no catalog; run npm run generate',
        ]),
      );
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
