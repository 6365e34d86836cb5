import type { CatalogRule } from './catalog-rule.ts';
import { walk } from './walk.ts';

const chinese = /\p{Script=Han}/u;
/** A vendor's own words may stand in the other language, between quotes. */
const quoted = /"[^"]*"|“[^”]*”|‘[^’]*’|「[^」]*」|`[^`]*`/g;

/** Both languages are really there: a text that was copied instead of translated fails. */
export const bothLanguages: CatalogRule = {
  name: 'both-languages',
  description: 'zh texts are Chinese and en texts are not, but for quoted words',
  everyFile: true,
  check(report, { catalog }) {
    for (const { pointer, value } of walk(catalog)) {
      const { en, zh } = Object(value) as { en?: unknown; zh?: unknown };
      if (typeof en !== 'string' || typeof zh !== 'string' || pointer === '/title') continue; // a vendor's name is a name
      if (!chinese.test(zh)) report(`${pointer}/zh`, 'has no Chinese', 'translate it');
      if (chinese.test(en.replace(quoted, '')))
        report(`${pointer}/en`, 'has Chinese', 'translate it, or quote the words');
    }
  },
};
