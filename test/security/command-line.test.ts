import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSTILE_BODIES } from './hostile-bodies.ts';

const EVIL = '\u001b]0;title\u0007\u001b[31m\u202E\r2026 ERROR forged';
const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(args: readonly string[], input = '') {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    encoding: 'utf8',
    input,
    timeout: 60_000,
  });
  return { code: run.status, all: run.stdout + run.stderr, out: run.stdout };
}

/** What a terminal would obey, line breaks apart. */
const OBEYED = /(?!\n)\p{Cc}|\p{Cf}/u;

it('prints nothing that a terminal would obey, whatever is pasted', () => {
  const body = JSON.stringify({
    error: { code: `x${EVIL}`, message: `insufficient balance ${EVIL}` },
    request_id: `a${EVIL}`,
  });
  for (const input of [body, `Error: 402 insufficient balance ${EVIL}`]) {
    const run = cli(['classify', '--provider', 'openai'], input);
    expect(run.code).toBe(0);
    expect(run.all).toContain('billing');
    expect(run.all).not.toMatch(OBEYED);
    expect(run.all.split('\n').some((line) => line.startsWith('2026 ERROR'))).toBe(false);
  }
}, 60_000);

it('answers every hostile line with one line', () => {
  const lines = Object.values(HOSTILE_BODIES).flatMap((body) =>
    ['openai', null].map((provider) =>
      JSON.stringify({
        provider,
        http_status: 400,
        body: body.slice(0, 65_536),
        headers: { a: EVIL },
        error: { message: EVIL },
      }),
    ),
  );
  const run = cli(['classify', '--jsonl'], lines.join('\n'));
  expect(run.code).toBe(0);
  expect(run.out.trimEnd().split('\n')).toHaveLength(lines.length);
  expect(run.all).not.toMatch(OBEYED);
}, 120_000);

it.each([
  ['no JSON', `${EVIL} sk-proj-abcdEFGH12345678`],
  ['JSON of nothing', 'null'],
  ['a hostile provider', JSON.stringify({ provider: EVIL })],
  ['a deep one', '['.repeat(200_000)],
])(
  'refuses a catalog file that is %s, and shows none of it as it is',
  (name, text) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, text);
    const run = cli(['explain', 'minimax', '1008', '--catalog', file]);
    expect(run.code).toBe(2);
    expect(run.all).not.toMatch(OBEYED);
    expect(run.all).not.toContain('sk-proj');
    expect(run.all).not.toMatch(/\n {4}at /);
  },
  60_000,
);
