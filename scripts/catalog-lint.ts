// Checks catalogs/*.json and says for each finding where it is and what mends it. With --fix it sorts the codes first.
import { readFileSync, writeFileSync } from 'node:fs';
import { type CatalogFile, type CatalogFiles, readCatalogFiles } from './catalog-files.ts';
import type { CatalogRule } from './catalog-lint/catalog-rule.ts';
import { sortCodes } from './catalog-lint/codes-sorted.ts';
import { contentRules, shapeRules } from './catalog-lint/index.ts';
import { schemaFindings } from './catalog-lint/schema.ts';

async function main(fix: boolean): Promise<number> {
  if (fix) for (const { path, text } of readCatalogFiles('.').catalogs) writeFileSync(path, sortCodes(text));
  const all = readCatalogFiles('.');
  const findings: string[] = [];
  for (const [name, value] of [
    ['categories', all.categories],
    ['general', all.general],
  ] as const) {
    const own = JSON.parse(readFileSync(`catalogs/${name}.schema.json`, 'utf8')) as object;
    for (const [pointer, wrong, mend] of schemaFindings(own, value, [all.schema])) {
      findings.push(line(`catalogs/${name}.json`, pointer, wrong, mend));
    }
  }
  for (const file of all.catalogs) {
    const shape = await ask(shapeRules, file, all);
    findings.push(...shape, ...(shape.length > 0 ? [] : await ask(contentRules, file, all)));
  }
  const everyFile = [...shapeRules, ...contentRules].filter((rule) => rule.everyFile);
  for (const file of sharedFiles(all)) findings.push(...(await ask(everyFile, file, all)));
  for (const finding of findings) console.log(finding);
  console.log(`${all.catalogs.length} catalogs, ${findings.length} findings`);
  return findings.length > 0 ? 1 : 0;
}

async function ask(rules: readonly CatalogRule[], file: CatalogFile, all: CatalogFiles): Promise<string[]> {
  const findings: string[] = [];
  for (const rule of rules) {
    await rule.check((...finding) => findings.push(`${line(file.path, ...finding)} (${rule.name})`), file, all);
  }
  return findings;
}

function line(path: string, pointer: string, wrong: string, mend: string): string {
  return `${path}: ${pointer === '' ? '/' : pointer}: ${wrong}; ${mend}`;
}

/** The files that are no provider's, in the form that the rules take. */
function sharedFiles({ general, categories }: CatalogFiles): CatalogFile[] {
  return [
    { path: 'catalogs/general.json', text: '', catalog: general as unknown as CatalogFile['catalog'] },
    { path: 'catalogs/categories.json', text: '', catalog: { categories } as unknown as CatalogFile['catalog'] },
  ];
}

main(process.argv.includes('--fix')).then(
  // The checker of patterns leaves a process behind that would keep this one alive.
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
