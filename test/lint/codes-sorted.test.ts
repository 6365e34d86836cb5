import type { CatalogFiles } from '../../scripts/catalog-files.ts';
import { codesSorted, sortedCodes } from '../../scripts/catalog-lint/codes-sorted.ts';
import { findings, goodCatalog, goodCode } from './example.ts';

describe('codes-sorted', () => {
  it('accepts numbers by value', async () => {
    expect(await findings(codesSorted)).toEqual([]);
  });

  it('says which code stands too late', async () => {
    const codes = { Throttling: goodCode, Arrearage: goodCode };
    expect(await findings(codesSorted, { codes })).toEqual([
      '/codes/Arrearage: stands after "Throttling"; sort the codes: npm run catalog:lint -- --fix',
    ]);
  });

  it('reads the order of numbers and the duplicates from the file itself', () => {
    const text = '{\n  "codes": {\n    "10": {\n    },\n    "9": {\n    },\n    "9": {\n    }\n  }\n}\n';
    const found: string[] = [];
    void codesSorted.check(
      (pointer, wrong) => found.push(`${pointer}: ${wrong}`),
      { path: '', text, catalog: goodCatalog },
      {} as CatalogFiles,
    );
    expect(found).toEqual(['/codes/9: stands after "10"', '/codes/9: stands twice']);
  });

  it('sorts names and numbers together', () => {
    const codes = { b: 1, '10': 1, a: 1, '9': 1 };
    expect(sortedCodes(codes).map(([code]) => code)).toEqual(['9', '10', 'a', 'b']);
  });
});
