import type { Catalog, Code, CodeRule, MessageRule, SourceNames } from '../../src/classify/generated/catalog.ts';
import { type CatalogFiles, fileNameOf } from '../catalog-files.ts';
import { type GeneratedFile, pageBanner } from './generated-file.ts';
import { cell, type PageWords, pageLanguages, table } from './page-words.ts';

type PageLanguage = (typeof pageLanguages)[number]['language'];

/** One page for each provider and language. */
export function providerPages({ catalogs }: CatalogFiles): GeneratedFile[] {
  return catalogs.flatMap(({ catalog }) =>
    pageLanguages.map(({ language, suffix, words }) => ({
      path: `docs/providers/${fileNameOf(catalog.provider)}${suffix}.md`,
      text: page(catalog, language, words),
    })),
  );
}

/** How a page says whether to try again. */
export function retryWord(retryable: boolean | null, words: PageWords): string {
  return retryable === null ? words.unknown : retryable ? words.yes : words.no;
}

function page(catalog: Catalog, language: PageLanguage, words: PageWords): string {
  const rows = Object.entries(catalog.codes).flatMap(([code, entry]) => codeRows(code, entry, language, words));
  const heading = [words.code, words.category, words.retryable, words.title, words.remedy, words.status, words.source];
  const sources = Object.entries(catalog.sources).map(([name, { url, read }]) => `- ${name}: <${url}> (${read})`);
  return `${[
    pageBanner,
    `# ${catalog.title[language]}\n`,
    `${words.other(fileNameOf(catalog.provider))}\n`,
    `${facts(catalog, language, words).join('\n')}\n`,
    `## ${words.codes}\n`,
    table(heading, rows),
    ...messageSection(catalog.messages ?? [], language, words),
    `## ${words.sources}\n`,
    sources.join('\n'),
  ].join('\n')}\n`;
}

function facts(catalog: Catalog, language: PageLanguage, words: PageWords): string[] {
  const { support, requestId } = catalog;
  const places = requestId.from.map((place) => {
    if (place.header !== undefined) return `${words.header} \`${place.header}\``;
    if (place.body !== undefined) return `${words.body} \`${place.body}\``;
    return `${words.text} \`${place.text}\``;
  });
  const attribute = requestId.attribute === undefined ? '' : ` \`${requestId.attribute}\``;
  return [
    `- ${words.provider}: \`${catalog.provider}\``,
    `- ${words.checked}: ${catalog.checked}`,
    ...(catalog.hosts.length > 0 ? [`- ${words.hosts}: ${ticked(catalog.hosts)}`] : []),
    ...(catalog.aliases?.length ? [`- ${words.aliases}: ${ticked(catalog.aliases)}`] : []),
    ...(places.length > 0 ? [`- ${words.requestId}${attribute}: ${places.join(', ')}`] : []),
    ...(support
      ? [`- ${words.support}: ${[support.contact, support.url, support.quote[language]].filter(Boolean).join(', ')}`]
      : []),
  ];
}

function codeRows(code: string, entry: Code, language: PageLanguage, words: PageWords): string[][] {
  const names = ticked([code, ...(entry.aliases ?? [])]);
  const own = causeCells(entry, entry, language, words);
  const rules = (entry.rules ?? []).map((rule) => [
    `${ticked([code])} ${words.when} ${conditions(rule, words)}`,
    ...causeCells(rule, entry, language, words),
  ]);
  return [...rules, [names, ...own]];
}

function messageSection(rules: readonly MessageRule[], language: PageLanguage, words: PageWords): string[] {
  if (rules.length === 0) return [];
  const heading = [
    words.message,
    words.category,
    words.retryable,
    words.title,
    words.remedy,
    words.status,
    words.source,
  ];
  const rows = rules.map((rule) => [conditions(rule, words), ...causeCells(rule, {}, language, words)]);
  return [`## ${words.messages}\n`, table(heading, rows)];
}

function causeCells(
  cause: CodeRule | Code,
  fallback: Partial<Code>,
  language: PageLanguage,
  words: PageWords,
): string[] {
  return [
    `\`${cause.category}\``,
    retryWord(cause.retryable, words),
    cell((cause.title ?? fallback.title)?.[language] ?? ''),
    cell((cause.remedy ?? fallback.remedy)?.[language] ?? ''),
    (cause.status ?? []).join(', '),
    sourceCell(cause.source),
  ];
}

function conditions({ message, unless, status }: CodeRule, words: PageWords): string {
  return [
    ...(message === undefined ? [] : [tickedPattern(message)]),
    ...(unless === undefined ? [] : [`${words.unless} ${tickedPattern(unless)}`]),
    ...(message === undefined && status ? [`HTTP ${status.join(', ')}`] : []),
  ].join(' ');
}

function sourceCell(source: SourceNames): string {
  return typeof source === 'string' ? cell(source) : source.map(cell).join(', ');
}

function ticked(values: readonly string[]): string {
  return values.map((value) => `\`${value.replace(/\|/g, '\\|')}\``).join(', ');
}

/** A bar inside a pattern is escaped for the table. */
function tickedPattern(pattern: string): string {
  return `\`${pattern.replace(/\|/g, '\\|')}\``;
}
