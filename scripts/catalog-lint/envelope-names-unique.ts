import type { CatalogRule } from './catalog-rule.ts';

/** A rule is reported by the name of its envelope. */
export const envelopeNamesUnique: CatalogRule = {
  name: 'envelope-names-unique',
  description: 'no two envelopes, surfaces or samples of a catalog have the same name',
  check(report, { catalog }) {
    for (const list of ['envelopes', 'surfaces', 'samples'] as const) {
      const names = (catalog[list] ?? []).map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) !== index)
          report(`/${list}/${index}`, `"${name}" stands twice`, 'give it a name of its own');
      }
    }
  },
};
