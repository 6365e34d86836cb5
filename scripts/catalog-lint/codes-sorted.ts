import type { CatalogRule } from './catalog-rule.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** Sorted codes make a diff show one change, and a duplicate stand beside its twin. */
export const codesSorted: CatalogRule = {
  name: 'codes-sorted',
  description: 'codes are sorted, numbers by value, and none stands twice',
  check(report, { text }) {
    const codes = entriesOf(text).map(({ code }) => code);
    for (const [index, code] of codes.entries()) {
      const before = codes[index - 1];
      if (before === code) report(`/codes/${code}`, 'stands twice', 'merge the two entries');
      else if (before !== undefined && collator.compare(before, code) > 0) {
        report(`/codes/${code}`, `stands after "${before}"`, 'sort the codes: npm run catalog:lint -- --fix');
      }
    }
  },
};

/** The text of a catalog with its codes sorted, each entry left as it is written. */
export function sortCodes(text: string): string {
  const entries = entriesOf(text);
  const sorted = [...entries].sort((a, b) => collator.compare(a.code, b.code));
  return entries.reduceRight((whole, { start, end }, index) => {
    return whole.slice(0, start) + (sorted[index] as Entry).text + whole.slice(end);
  }, text);
}

interface Entry {
  readonly code: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A parsed object puts numeric keys first, in order, whatever the file says; hence the text, indented by two spaces. */
function entriesOf(text: string): Entry[] {
  const start = text.search(/^ {2}"codes": \{$/m);
  if (start < 0) return [];
  const codes = text.slice(start, start + text.slice(start).search(/^ {2}\}/m));
  return [...codes.matchAll(/^ {4}("(?:[^"\\]|\\.)*"): (?:\{.*\}(?=,?$)|\{$[\s\S]*?^ {4}\})/gm)].map((match) => ({
    code: JSON.parse(String(match[1])) as string,
    text: match[0],
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}
