import type { CatalogRule } from './catalog-rule.ts';
import { walk } from './walk.ts';

/** Each fact names the page it was read on; no source is left over. */
export const sourcesKnown: CatalogRule = {
  name: 'sources-known',
  description: 'every source that is named exists, is used, and is an https page with a real day not after `checked`',
  check(report, { catalog }) {
    const { samples: _, sources, ...facts } = catalog;
    const named = [...walk(facts)].filter(({ key, value }) => key === 'source' && typeof value === 'string');
    const used = new Set(named.map(({ value }) => value));
    for (const { pointer, value } of named) {
      if (!Object.hasOwn(sources, String(value))) {
        report(pointer, `there is no source "${value}"`, 'add it to /sources with its url and the day it was read');
      }
    }
    for (const [name, { read }] of Object.entries(sources)) {
      const pointer = `/sources/${name}`;
      if (!used.has(name)) report(pointer, 'no fact names this source', 'name it where it was used, or remove it');
      if (!isDay(read)) report(`${pointer}/read`, `${read} is no day`, 'write it as YYYY-MM-DD');
      else if (read > catalog.checked) {
        report(`${pointer}/read`, 'was read after the catalog was checked', `set /checked to ${read}`);
      }
    }
    if (!isDay(catalog.checked)) report('/checked', `${catalog.checked} is no day`, 'write it as YYYY-MM-DD');
  },
};

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
