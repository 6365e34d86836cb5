import type { CatalogFiles } from '../catalog-files.ts';
import { type GeneratedFile, pageBanner } from './generated-file.ts';
import { cell, pageLanguages, table } from './page-words.ts';
import { retryWord } from './provider-pages.ts';

/** `docs/categories.md`, in both languages. */
export function categoryPages({ categories }: CatalogFiles): GeneratedFile[] {
  return pageLanguages.map(({ language, suffix, words }) => {
    const rows = categories.map((category) => [
      `\`${category.id}\``,
      cell(category.description[language]),
      category.fault,
      retryWord(category.retryable, words),
      cell(category.act),
      cell(category.remedy[language]),
    ]);
    const heading = [words.category, words.meaning, words.fault, words.retryable, words.act, words.remedy];
    const text = `${pageBanner}
# ${words.categories}

${words.other('categories')}

${words.categoriesIntro}

${table(heading, rows)}`;
    return { path: `docs/categories${suffix}.md`, text };
  });
}
