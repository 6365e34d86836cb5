import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import { categories } from '../../src/classify/generated/categories.ts';

const root = join(__dirname, '../..');
const files = readCatalogFiles(root);
const ids = Object.keys(categories);

describe('the categories', () => {
  it('are never renamed: dashboards and rules rely on them', () => {
    expect(ids).toEqual([
      'authentication',
      'permission_denied',
      'billing',
      'quota_exhausted',
      'rate_limited',
      'overloaded',
      'server_error',
      'timeout',
      'network',
      'content_filtered',
      'context_length_exceeded',
      'invalid_request',
      'not_found',
      'unsupported',
      'conflict',
      'cancelled',
      'unknown',
    ]);
  });

  it('are the same in code, in their table and in the schema of a catalog', () => {
    expect(files.categories.map(({ id }) => id)).toEqual(ids);
    const { $defs } = files.schema as { readonly $defs: { readonly Category: { readonly enum: readonly string[] } } };
    expect($defs.Category.enum).toEqual(ids);
    for (const { id, fault, retryable } of files.categories) {
      expect(categories[id as keyof typeof categories]).toEqual({ fault, retryable: retryable ?? undefined });
    }
  });

  it.each(['docs/categories.md', 'docs/categories.zh-CN.md'])('are the same in %s', (page) => {
    const rows = readFileSync(join(root, page), 'utf8').matchAll(/^\| `(\w+)` \|/gm);
    expect([...rows].map(([, id]) => id)).toEqual(ids);
  });

  it('are the only ones that general rules lead to', () => {
    const named = JSON.stringify(files.general).matchAll(/"category":"(\w+)"/g);
    expect([...named].map(([, id]) => id).filter((id) => !ids.includes(String(id)))).toEqual([]);
  });
});
