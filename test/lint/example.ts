import { join } from 'node:path';
import { type CatalogFile, type CatalogFiles, readCatalogFiles } from '../../scripts/catalog-files.ts';
import type { CatalogRule } from '../../scripts/catalog-lint/catalog-rule.ts';
import type { Catalog, Code } from '../../src/classify/generated/catalog.ts';

const words = { en: 'Some words', zh: '一些话' };

/** A code in which nothing is wrong. */
export const goodCode: Code = {
  category: 'billing',
  retryable: false,
  title: words,
  remedy: words,
  source: 'table',
  samples: ['balance is too low'],
};

/** A catalog in which nothing is wrong. */
export const goodCatalog: Catalog = {
  provider: 'acme.ai',
  title: words,
  checked: '2026-01-02',
  aliases: ['acme'],
  hosts: ['api.acme.example'],
  sources: { table: { url: 'https://acme.example/errors', read: '2026-01-01' } },
  requestId: { attribute: 'acme.trace_id', from: [{ header: 'X-Acme-Trace' }, { text: 'trace: (\\w{8})' }] },
  envelopes: [{ name: 'native', code: ['/code'], message: ['/msg'] }],
  codes: {
    '9': goodCode,
    '10': {
      ...goodCode,
      rules: [
        {
          message: 'too fast',
          category: 'rate_limited',
          retryable: true,
          source: 'table',
          samples: ['you are too fast'],
        },
      ],
    },
  },
  messages: [
    {
      message: 'no such model',
      category: 'not_found',
      retryable: false,
      source: 'table',
      samples: ['no such model: x'],
    },
  ],
  samples: [{ name: 'no money', input: { body: { code: 9, msg: 'low' } }, expect: { category: 'billing' } }],
};

/** What a rule says of `goodCatalog` with some fields changed, beside other catalogs. */
export async function findings(
  rule: CatalogRule,
  changed: Partial<Catalog> = {},
  { path = 'catalogs/acme-ai.json', others = [] }: { path?: string; others?: readonly Catalog[] } = {},
): Promise<string[]> {
  const file = fileOf({ ...goodCatalog, ...changed }, path);
  const all: CatalogFiles = {
    ...readCatalogFiles(join(__dirname, '../..')),
    catalogs: [file, ...others.map((catalog, index) => fileOf(catalog, `catalogs/other-${index}.json`))],
  };
  const found: string[] = [];
  await rule.check((pointer, wrong, fix) => found.push(`${pointer}: ${wrong}; ${fix}`), file, all);
  return found;
}

function fileOf(catalog: Catalog, path: string): CatalogFile {
  return { path, text: JSON.stringify(catalog, null, 2), catalog };
}
