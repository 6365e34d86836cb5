import type { Catalog, Text } from './generated/catalog.ts';
import { builtinTexts } from './generated/texts.ts';
import { unpack } from './unpack.ts';

export interface RuleTexts {
  readonly title?: Text;
  readonly remedy?: Text;
  readonly source: string | readonly string[];
}

export interface CodeTexts extends RuleTexts {
  readonly rules?: readonly RuleTexts[];
}

/** What people read of a catalog; kept apart from what decides, and unpacked only when somebody asks. */
export interface CatalogTexts extends Pick<Catalog, 'title' | 'sources' | 'support'> {
  readonly codes: Readonly<Record<string, CodeTexts>>;
  readonly messages?: readonly RuleTexts[];
}

export function builtinTextsOf(provider: string): CatalogTexts | undefined {
  const packed = builtinTexts[provider];
  return packed === undefined ? undefined : (unpack(packed) as CatalogTexts);
}

/** Lays the texts of a user's catalog over ours, in the order in which the rules are merged. */
export function mergeTexts(base: CatalogTexts | undefined, own: Catalog): CatalogTexts {
  const over = own as CatalogTexts;
  if (!base) return over;
  return {
    title: over.title,
    sources: { ...base.sources, ...over.sources },
    ...((over.support ?? base.support) && {
      support: (over.support ?? base.support) as NonNullable<Catalog['support']>,
    }),
    codes: { ...base.codes, ...over.codes },
    messages: [...(over.messages ?? []), ...(base.messages ?? [])],
  };
}
