import type { CatalogFiles } from '../../scripts/catalog-files.ts';
import { codesSorted, sortCodes } from '../../scripts/catalog-lint/codes-sorted.ts';
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

  it('sorts names and numbers together and leaves each entry as it is written', () => {
    const file = (entries: string[]) => `{\n  "codes": {\n${entries.join(',\n')}\n  },\n  "messages": []\n}\n`;
    const [nine, ten, named] = [
      '    "9": { "x": [1] }',
      '    "10": {\n      "x": 1\n    }',
      '    "a": {\n    }',
    ] as const;
    expect(sortCodes(file([named, ten, nine]))).toBe(file([nine, ten, named]));
  });
});
