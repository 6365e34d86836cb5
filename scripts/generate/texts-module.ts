import type { Catalog, Code } from '../../src/classify/generated/catalog.ts';
import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile, literal, packed } from './generated-file.ts';

/** What people read: loaded only when an explanation is asked for. */
export function textsModule({ catalogs, categories }: CatalogFiles): GeneratedFile {
  const rows = catalogs.map(({ catalog }) => `  ${literal(catalog.provider)}:\n    ${packed(textsOf(catalog))},\n`);
  const categoryTexts = Object.fromEntries(categories.map(({ id, title, remedy }) => [id, { title, remedy }]));
  const text = `${banner}
/** Provider to its titles, remedies, sources and support contact; for unpack(). */
export const builtinTexts: Readonly<Record<string, string>> = {
${rows.join('')}};

/** The title and remedy of each category; for unpack(). */
export const categoryTexts: string =
  ${packed(categoryTexts)};
`;
  return { path: 'src/classify/generated/texts.ts', text };
}

function textsOf({ title, sources, support, codes, messages = [] }: Catalog): object {
  return {
    title,
    sources,
    support,
    codes: Object.fromEntries(Object.entries(codes).map(([code, entry]) => [code, codeTexts(entry)])),
    messages: messages.map(ruleTexts),
  };
}

function codeTexts({ title, remedy, source, rules }: Code): object {
  return { title, remedy, source, rules: rules?.map(ruleTexts) };
}

/** A rule keeps its place in the list: the rule's path leads to its texts. */
function ruleTexts({ title, remedy, source }: Pick<Code, 'source'> & Partial<Code>): object {
  return { title, remedy, source };
}
