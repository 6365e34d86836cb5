import { schema } from '../../scripts/catalog-lint/schema.ts';
import type { Catalog } from '../../src/classify/generated/catalog.ts';
import { findings, goodCatalog, goodCode } from './example.ts';

describe('schema', () => {
  it('accepts a catalog of the right shape', async () => {
    expect(await findings(schema)).toEqual([]);
  });

  it('names the field that does not exist and the one that is missing', async () => {
    const { remedy: _, ...code } = goodCode;
    const changed = { codes: { '9': { ...code, advice: 'pay' } } } as unknown as Partial<Catalog>;
    expect(await findings(schema, changed)).toEqual([
      '/codes/9: "remedy" is missing; add it, see catalogs/README.md',
      '/codes/9: there is no field "advice"; remove it or mend its spelling, see catalogs/README.md',
    ]);
  });

  it('lists the categories when it meets an unknown one', async () => {
    const changed = { codes: { '9': { ...goodCode, category: 'money' } } } as unknown as Partial<Catalog>;
    expect(await findings(schema, changed)).toEqual([expect.stringMatching(/^\/codes\/9\/category: .*billing/)]);
  });

  it('asks for a rule to have a condition', async () => {
    const rule = { category: 'billing', retryable: false, source: 'table', samples: ['x'] } as const;
    expect(await findings(schema, { codes: { '9': { ...goodCode, rules: [rule] } } })).not.toEqual([]);
    expect(goodCatalog.codes['10']?.rules).toHaveLength(1);
  });
});
