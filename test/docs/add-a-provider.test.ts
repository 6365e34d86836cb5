import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import { contentRules, shapeRules } from '../../scripts/catalog-lint/index.ts';
import { classifyResponse, createCatalogSet, defineCatalog } from '../../src/index.ts';
import { ROOT, readPage } from './pages.ts';

const example = readPage('docs/add-a-provider.md').blocks.find(({ language }) => language === 'json')?.code ?? '';
const catalog = defineCatalog(JSON.parse(example));

describe('the catalog on the page about adding a provider', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'provider-'));
    for (const part of ['catalogs', 'docs', 'package.json', 'src']) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    writeFileSync(join(copy, 'catalogs', 'acme.json'), example);
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('passes every rule of the lint', async () => {
    const all = readCatalogFiles(copy);
    const file = all.catalogs.find(({ path }) => path === 'catalogs/acme.json');
    const said: unknown[] = [];
    for (const rule of [...shapeRules, ...contentRules]) {
      if (file) await rule.check((...finding) => said.push([rule.name, ...finding]), file, all);
    }
    expect(file).toBeDefined();
    expect(said).toEqual([]);
  });

  it('becomes a module and a page in both languages', () => {
    const args = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'scripts/generate.ts')];
    const run = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(copy, 'src/classify/generated/catalogs.ts'), 'utf8')).toContain('acme');
    for (const page of ['acme.md', 'acme.zh-CN.md']) {
      expect(readFileSync(join(copy, 'docs/providers', page), 'utf8')).toContain('E42');
    }
  });

  it.each(catalog.samples.map((sample) => [sample.name, sample] as const))('keeps its word: %s', (_name, sample) => {
    const found = classifyResponse(sample.input, { catalogs: createCatalogSet({ catalogs: [catalog] }) });
    if (sample.expect) expect(found).toMatchObject(sample.expect);
    else expect(found).toBeUndefined();
  });
});
