import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');

const refused = [
  ['classify', "import '../evidence/redact.ts';"],
  ['classify', "import { readFileSync } from 'node:fs';"],
  ['evidence', "import '../telemetry/attempt.ts';"],
  ['evidence', "import type { Span } from '@opentelemetry/api';"],
  ['telemetry', "import '../instrumentation/any.ts';"],
  ['processors', "import '../cli/main.ts';"],
  ['winston', "import '../index.ts';"],
] as const;

const accepted = [
  ['classify', "import './evidence.ts';"],
  ['evidence', "import '../classify/types.ts';"],
  ['telemetry', "import '../evidence/redact.ts';\nimport '@opentelemetry/api';"],
  ['processors', "import '../telemetry/attempt.ts';"],
  ['winston', "import type { Logform } from 'winston';"],
  ['cli', "import '../index.ts';"],
] as const;

/** What Biome says of files that hold the planted code. */
function lint(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const [path, code] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${code}\n`);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = ['lint', '--colors=off', '--max-diagnostics=none', 'src'];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('imports', () => {
  let report = '';

  beforeAll(() => {
    const files: Record<string, string> = {
      'src/telemetry/one.ts': "import { two } from './two.ts';\nexport const one = () => two;",
      'src/telemetry/two.ts': "import { one } from './one.ts';\nexport const two = () => one;",
    };
    for (const [index, [folder, code]] of refused.entries()) files[`src/${folder}/refused-${index}.ts`] = code;
    for (const [index, [folder, code]] of accepted.entries()) files[`src/${folder}/accepted-${index}.ts`] = code;
    report = lint(files);
  });

  it.each(refused.map(([folder, code], index) => ({ folder, code, index })))(
    'against the direction are refused: $code in $folder',
    ({ folder, index }) => {
      expect(report).toMatch(new RegExp(`src/${folder}/refused-${index}\\.ts:\\S+ lint/style/noRestrictedImports`));
    },
  );

  it.each(accepted.map(([folder, code], index) => ({ folder, code, index })))(
    'along the direction pass: $code in $folder',
    ({ folder, index }) => {
      expect(report).not.toMatch(
        new RegExp(`src/${folder}/accepted-${index}\\.ts:\\S+ lint/style/noRestrictedImports`),
      );
    },
  );

  it('in a circle are refused', () => {
    expect(report).toMatch(/src\/telemetry\/one\.ts:\S+ lint\/suspicious\/noImportCycles/);
  });
});
