import type { CatalogRule } from './catalog-rule.ts';

/** Each spelling of a code leads to one entry. */
export const aliasesFree: CatalogRule = {
  name: 'aliases-free',
  description: 'an alias of a code is neither a code itself nor the alias of another',
  check(report, { catalog: { codes } }) {
    const owners = new Map<string, string>();
    for (const [code, { aliases = [] }] of Object.entries(codes)) {
      for (const alias of aliases) {
        const owner = Object.hasOwn(codes, alias) ? alias : owners.get(alias);
        if (owner !== undefined)
          report(`/codes/${code}/aliases`, `"${alias}" already leads to "${owner}"`, 'remove one of them');
        owners.set(alias, code);
      }
    }
  },
};
