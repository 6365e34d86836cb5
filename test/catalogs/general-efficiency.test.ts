import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import { general } from '../../src/classify/general.ts';
import type { Catalog } from '../../src/classify/generated/catalog.ts';
import type { MessageRule } from '../../src/classify/rules.ts';
import { classifyText } from '../../src/evidence/from-text.ts';

const root = join(__dirname, '../..');
const files = readCatalogFiles(root);

type List = 'messages' | 'weakMessages';

const own = files.general as unknown as Record<List, readonly { readonly samples: readonly string[] }[]>;

/** Each sentence that the general rules or a catalog, with its source, knows of. */
const sentences = [
  ...new Set([
    ...[...own.messages, ...own.weakMessages].flatMap(({ samples }) => samples),
    ...files.catalogs.flatMap(({ catalog }) => sentencesOf(catalog)),
  ]),
];

function sentencesOf({ codes, messages = [] }: Catalog): string[] {
  const entries = Object.values(codes).flatMap((code) => [code, ...(code.rules ?? [])]);
  return [...entries, ...messages].flatMap(({ samples }) => samples);
}

/** What each sentence comes to where nobody knows the provider. */
function outcomes(): string[] {
  return sentences.map((sentence) => {
    const found = classifyText(sentence);
    return `${found?.category} ${found?.retryable}`;
  });
}

/** The sentences that come to something else without the rule. */
function changedWithout(list: List, index: number, whole: readonly string[]): string[] {
  const rules = general()[list] as MessageRule[];
  const [rule] = rules.splice(index, 1);
  try {
    const less = outcomes();
    return sentences.filter((_, at) => whole[at] !== less[at]);
  } finally {
    rules.splice(index, 0, rule as MessageRule);
  }
}

describe.each(['messages', 'weakMessages'] as const)('the rules for any provider in %s', (list) => {
  const whole = outcomes();

  it.each(general()[list].map(({ message }, index) => ({ message, index })))(
    'are each needed by two sentences or more: $index $message',
    ({ index }) => {
      expect(changedWithout(list, index, whole).length).toBeGreaterThanOrEqual(2);
    },
  );
});
