import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile, literal } from './generated-file.ts';

/** The closed list of causes as types and a table. */
export function categoriesModule({ categories }: CatalogFiles): GeneratedFile {
  const ids = categories.map((category) => `  | ${literal(category.id)}`);
  const faults = [...new Set(categories.map((category) => category.fault))].map(literal);
  const rows = categories.map(
    ({ id, fault, retryable }) => `  ${id}: { fault: ${literal(fault)}, retryable: ${retryable ?? 'undefined'} },`,
  );
  const text = `${banner}
/** The cause of a failed call: exactly one of these. */
export type ErrorCategory =
${ids.join('\n')};

/** Whose fault a failure is. */
export type ErrorFault = ${faults.join(' | ')};

/** Fault and usual retryability of each category; \`undefined\`: nobody can know. */
export const categories: Readonly<
  Record<ErrorCategory, { readonly fault: ErrorFault; readonly retryable: boolean | undefined }>
> = {
${rows.join('\n')}
};
`;
  return { path: 'src/classify/generated/categories.ts', text };
}
