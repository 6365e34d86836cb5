import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile, packed } from './generated-file.ts';

const textKeys = new Set(['$schema', 'samples', 'source', 'sources', 'title', 'remedy']);

/** The rules that need no provider. */
export function generalModule({ general }: CatalogFiles): GeneratedFile {
  const rules = JSON.parse(JSON.stringify(general, (key, value: unknown) => (textKeys.has(key) ? undefined : value)));
  const text = `${banner}
/** What needs no provider; for unpack(). */
export const generalRules: string =
  ${packed(rules)};
`;
  return { path: 'src/classify/generated/general.ts', text };
}
