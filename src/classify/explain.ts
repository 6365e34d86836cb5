import { builtinCatalogSet, type CatalogSet } from './catalog-set.ts';
import type { CatalogTexts, CodeTexts, RuleTexts } from './catalog-texts.ts';
import type { ErrorCategory } from './categories.ts';
import type { CompiledCatalog } from './compiled-catalog.ts';
import type { Text } from './generated/catalog.ts';
import { categoryTexts } from './generated/texts.ts';
import type { ErrorExplanation, Language, LlmErrorClassification } from './types.ts';
import { unpack } from './unpack.ts';

export interface ExplainOptions {
  /** `en` unless told otherwise. */
  readonly language?: Language | undefined;
  readonly catalogs?: CatalogSet | undefined;
}

/** What is known of one code of one provider. */
export interface CodeExplanation extends ErrorExplanation {
  readonly provider: string;
  readonly code: string;
  readonly category: ErrorCategory;
  /** Absent when nobody can know. */
  readonly retryable?: boolean;
  /** Other causes that the same code has, told apart by the message. */
  readonly otherCauses: readonly {
    readonly category: ErrorCategory;
    readonly retryable?: boolean;
    readonly title: string;
    readonly remedy: string;
  }[];
}

/** Says in words what a classification means and what to do about it. */
export function explain(
  classification: Pick<LlmErrorClassification, 'category' | 'rule' | 'provider'>,
  options: ExplainOptions = {},
): ErrorExplanation {
  const { language = 'en', catalogs = builtinCatalogSet() } = options;
  const [owner, path = ''] = classification.rule.split('#');
  const ruled = owner === undefined ? undefined : catalogs.forName(owner)?.texts;
  const texts = ruled ? textsAt(ruled, path) : undefined;
  const own = classification.provider === undefined ? undefined : catalogs.forName(classification.provider)?.texts;
  return words(texts, classification.category, language, ruled, own ?? ruled);
}

/** Says what one code of one provider means; undefined when no catalog knows the provider or the code. */
export function explainCode(provider: string, code: string, options: ExplainOptions = {}): CodeExplanation | undefined {
  const { language = 'en', catalogs = builtinCatalogSet() } = options;
  const catalog: CompiledCatalog | undefined = catalogs.forName(provider);
  const key = catalog?.keyOf(code);
  const entry = key === undefined ? undefined : catalog?.rules.codes[key];
  if (!catalog || key === undefined || !entry) return undefined;
  const { texts } = catalog;
  const known = texts?.codes[key];
  return {
    provider: catalog.provider,
    code,
    category: entry.category,
    ...(entry.retryable !== null && { retryable: entry.retryable }),
    ...words(known, entry.category, language, texts, texts),
    otherCauses: (entry.rules ?? []).map((rule, index) => ({
      category: rule.category,
      ...(rule.retryable !== null && { retryable: rule.retryable }),
      ...pickWords(known?.rules?.[index], rule.category, language),
    })),
  };
}

/** The texts that stand at the path of a rule: a code's, refined by its rule's; or a message rule's. */
function textsAt(texts: CatalogTexts, path: string): RuleTexts | undefined {
  const message = /^\/messages\/(\d+)$/.exec(path);
  if (message) return texts.messages?.[Number(message[1])];
  const [, code, rule] = /^\/codes\/(.+?)(?:\/rules\/(\d+))?$/.exec(path) ?? [];
  if (code === undefined) return undefined;
  const entry: CodeTexts | undefined = texts.codes[code];
  return rule === undefined ? entry : (entry?.rules?.[Number(rule)] ?? entry);
}

function words(
  texts: RuleTexts | undefined,
  category: ErrorCategory,
  language: Language,
  sourced: CatalogTexts | undefined,
  supported: CatalogTexts | undefined,
): ErrorExplanation {
  const source = Array.isArray(texts?.source) ? (texts.source[0] as string) : (texts?.source as string | undefined);
  const docsUrl = source === undefined ? undefined : sourced?.sources[source]?.url;
  const support = supported?.support;
  return {
    ...pickWords(texts, category, language),
    ...(docsUrl !== undefined && { docsUrl }),
    ...(support && {
      support: {
        ...(support.contact !== undefined && { contact: support.contact }),
        ...(support.url !== undefined && { url: support.url }),
        quote: support.quote[language],
      },
    }),
  };
}

let generalTexts: Readonly<Record<string, { readonly title: Text; readonly remedy: Text }>> | undefined;

/** Title and remedy of a rule; the category's where the rule has none. */
function pickWords(
  texts: RuleTexts | undefined,
  category: ErrorCategory,
  language: Language,
): { title: string; remedy: string } {
  generalTexts ??= unpack(categoryTexts) as NonNullable<typeof generalTexts>;
  const fallback = generalTexts[category];
  return {
    title: texts?.title?.[language] ?? fallback?.title[language] ?? category,
    remedy: texts?.remedy?.[language] ?? fallback?.remedy[language] ?? '',
  };
}
