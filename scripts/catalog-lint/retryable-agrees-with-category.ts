import type { CatalogFile, CatalogFiles } from '../catalog-files.ts';
import type { CatalogRule, Report } from './catalog-rule.ts';
import explained from './retryable-exceptions.json' with { type: 'json' };
import { walk } from './walk.ts';

/** An entry that may differ from its category, and why. The list should only shrink. */
export interface RetryableException {
  /** File name and pointer, such as `coze#/codes/4102`. */
  readonly entry: string;
  readonly reason: string;
}

/** `retryable` is what the category says, but for explained exceptions; one that is no longer needed fails. */
export const retryableAgreesWithCategory: CatalogRule = retryableRule(explained);

/** The rule for a list of exceptions. */
export function retryableRule(exceptions: readonly RetryableException[]): CatalogRule {
  return {
    name: 'retryable-agrees-with-category',
    description: 'retryable is what the category says, unless retryable-exceptions.json explains why not',
    everyFile: true,
    check: (report, file, all) => check(report, file, all, exceptions),
  };
}

const list = 'scripts/catalog-lint/retryable-exceptions.json';

function check(
  report: Report,
  { path, catalog }: CatalogFile,
  all: CatalogFiles,
  exceptions: readonly RetryableException[],
): void {
  const usual = new Map(all.categories.map(({ id, retryable }) => [id, retryable]));
  const file = path.replace(/^catalogs\/|\.json$/g, '');
  const unused = new Set(exceptions.map(({ entry }) => entry).filter((entry) => entry.startsWith(`${file}#`)));
  const { samples: _, ...rules } = catalog;
  for (const { pointer, value } of walk(rules)) {
    const { category, retryable } = Object(value) as { category?: unknown; retryable?: unknown };
    const expected = usual.get(String(category));
    if (retryable === undefined || expected === undefined || expected === null || retryable === expected) continue;
    if (!unused.delete(`${file}#${pointer}`)) {
      report(
        pointer,
        `${category} is usually ${word(expected)}`,
        `set retryable to ${expected}, or say why in ${list}`,
      );
    }
  }
  for (const entry of unused) {
    report(entry.slice(entry.indexOf('#') + 1), 'is an exception that is no longer needed', `remove it from ${list}`);
  }
}

function word(retryable: boolean): string {
  return retryable ? 'retryable' : 'not retryable';
}
