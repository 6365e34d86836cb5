import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile, literal } from './generated-file.ts';

const textKeys = new Set(['$schema', 'samples', 'source', 'sources', 'title', 'remedy']);

/** The rules that need no provider. */
export function generalModule({ general }: CatalogFiles): GeneratedFile {
  const rules = JSON.stringify(general, (key, value: unknown) => (textKeys.has(key) ? undefined : value));
  const text = `${banner}
/** JSON of what needs no provider, to be parsed at first use. */
export const generalRules: string =
  ${literal(rules)};
`;
  return { path: 'src/classify/generated/general.ts', text };
}
