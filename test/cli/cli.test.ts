import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function cli(args: readonly string[], input = '') {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { encoding: 'utf8', input });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('the command line', () => {
  it('explains a code in two languages', () => {
    const english = cli(['explain', 'minimax', '1008']);
    expect(english.code).toBe(0);
    expect(english.out).toMatch(/^minimax 1008: /);
    expect(english.out).toContain('category: billing');
    expect(cli(['explain', 'minimax', '1008', '--lang', 'zh']).out).toContain('余额');
  });

  it('classifies a pasted text', () => {
    const found = cli(['classify', '--provider', 'minimax'], 'API Error: 500 insufficient balance (1008)');
    expect(found.code).toBe(0);
    expect(found.out).toContain('billing');
    expect(cli(['classify', '{"base_resp":{"status_code":0}}'])).toMatchObject({ code: 1, out: 'no failure found\n' });
  });

  it('answers each JSON line in order, null for no failure', () => {
    const lines = [
      {
        id: 1,
        request_url: 'https://api.minimax.io/v1/t2a_v2',
        http_status: 200,
        headers: { 'Trace-Id': 'a1' },
        body: '{"base_resp":{"status_code":1002,"status_msg":"x"}}',
      },
      {
        id: 2,
        request_url: 'https://api.minimax.io/v1/t2a_v2',
        http_status: 200,
        headers: null,
        body: '{"base_resp":{"status_code":0}}',
      },
      {
        id: 3,
        request_url: null,
        http_status: null,
        headers: null,
        body: null,
        error: { name: 'Error', code: 'ECONNRESET', message: 'socket hang up' },
      },
    ];
    const { out } = cli(['classify', '--jsonl'], lines.map((line) => JSON.stringify(line)).join('\n'));
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers[0]).toMatchObject({
      provider: 'minimax',
      code: '1002',
      category: 'rate_limited',
      request_id: 'a1',
      retryable: true,
    });
    expect(answers[1]).toBeNull();
    expect(answers[2]).toMatchObject({ provider: null, category: 'network', retryable: true });
  });

  it('takes a catalog of the user', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'catalog-')), 'acme.json');
    const catalog = {
      provider: 'acme',
      hosts: [],
      requestId: { from: [] },
      envelopes: [],
      codes: { E1: { category: 'conflict', retryable: null } },
    };
    writeFileSync(file, JSON.stringify(catalog));
    expect(cli(['explain', 'acme', 'E1', '--catalog', file, '--json']).out).toContain('"category":"conflict"');
  });

  it('says what is wrong with its arguments and exits with 2', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'catalog-')), 'bad.json');
    writeFileSync(file, '{"provider":"acme","codes":{"E1":{"category":"poor"}}}');
    for (const [args, word] of [
      [['explain', 'minimax'], 'takes a provider and a code'],
      [['explain', 'nobody', '1'], 'no catalog knows'],
      [['explain', 'minimax', '1', '--lang', 'fr'], '--lang must be en or zh'],
      [['dance'], 'unknown command'],
      [['classify', '--jsonl', '--catalog', '/nowhere.json'], 'cannot be read'],
      [['classify', 'x', '--catalog', file], 'bad.json: catalog acme: /'],
      [['--wrong'], 'Usage:'],
    ] as const) {
      const { code, err } = cli(args);
      expect([code, err]).toEqual([2, expect.stringContaining(word)]);
    }
  }, 30_000);

  it('names the line that is no JSON object', () => {
    expect(cli(['classify', '--jsonl'], '{}\nnope\n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('line 2'),
    });
  });
});
