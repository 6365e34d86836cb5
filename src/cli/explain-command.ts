import type { CatalogSet } from '../classify/catalog-set.ts';
import { categories } from '../classify/categories.ts';
import { explainCode } from '../classify/explain.ts';
import type { Language } from '../classify/types.ts';
import { oneLine } from '../evidence/redact.ts';
import { UsageError } from './read-catalog-file.ts';
import { label, lines } from './words.ts';

export interface CommandOptions {
  readonly catalogs: CatalogSet;
  readonly language: Language;
  readonly json: boolean;
}

/** Prints what a code means; exits 1 when no catalog knows it. */
export function explainCommand(args: readonly string[], { catalogs, language, json }: CommandOptions): number {
  const [provider, code] = args;
  if (provider === undefined || code === undefined)
    throw new UsageError('explain takes a provider and a code: explain minimax 1008');
  const catalog = catalogs.forName(provider);
  if (!catalog) {
    throw new UsageError(
      `no catalog knows the provider "${provider}"; known are ${catalogs.all.map((each) => each.provider).join(', ')}`,
    );
  }
  const found = explainCode(provider, code, { catalogs, language });
  if (!found) {
    process.stderr.write(`${catalog.provider} ${oneLine(code)}: not in the catalog\n`);
    return 1;
  }
  if (json) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return 0;
  }
  const word = (key: Parameters<typeof label>[1]) => label(language, key);
  process.stdout.write(
    lines([
      `${found.provider} ${found.code}: ${found.title}`,
      [word('category'), found.category],
      [word('fault'), categories[found.category].fault],
      [word('retryable'), retryableWord(found.retryable, language)],
      [word('remedy'), found.remedy],
      [word('docs'), found.docsUrl],
      [
        word('support'),
        [found.support?.contact ?? found.support?.url, found.support?.quote].filter(Boolean).join(' — '),
      ],
      ...found.otherCauses.map((other): [string, string] => [
        word('otherCause'),
        `${other.category}: ${other.title}. ${other.remedy}`,
      ]),
    ]),
  );
  return 0;
}

export function retryableWord(retryable: boolean | undefined, language: Language): string {
  if (retryable === undefined) return label(language, 'unknown');
  return label(language, retryable ? 'yes' : 'no');
}
