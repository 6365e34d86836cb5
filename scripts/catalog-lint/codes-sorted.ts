import type { CatalogRule } from './catalog-rule.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** Sorted codes make a diff show one change, and a duplicate stand beside its twin. */
export const codesSorted: CatalogRule = {
  name: 'codes-sorted',
  description: 'codes are sorted, numbers by value, and none stands twice',
  check(report, { text }) {
    const codes = codesInFileOrder(text);
    for (const [index, code] of codes.entries()) {
      const before = codes[index - 1];
      if (before === code) report(`/codes/${code}`, 'stands twice', 'merge the two entries');
      else if (before !== undefined && collator.compare(before, code) > 0) {
        report(`/codes/${code}`, `stands after "${before}"`, 'sort the codes: npm run catalog:lint -- --fix');
      }
    }
  },
};

/** The codes of a catalog, in their order. */
export function sortedCodes<T>(codes: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(codes).sort(([a], [b]) => collator.compare(a, b));
}

/** A parsed object puts numeric keys first, in order, whatever the file says; hence the text. */
function codesInFileOrder(text: string): string[] {
  const start = text.search(/^ {2}"codes": \{$/m);
  if (start < 0) return [];
  const length = text.slice(start).search(/^ {2}\}/m);
  return [...text.slice(start, start + length).matchAll(/^ {4}("(?:[^"\\]|\\.)*"): \{/gm)].map(
    ([, quoted]) => JSON.parse(String(quoted)) as string,
  );
}
