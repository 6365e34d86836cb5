import type { Catalog } from './generated/catalog.ts';
import type { CatalogRules } from './rules.ts';

/** Lays a user's catalog over a built-in one: its codes and types replace ours, its lists are asked before ours. */
export function mergeCatalog(base: CatalogRules, own: Catalog): CatalogRules {
  const over = own as CatalogRules;
  const both = <T>(key: (rules: CatalogRules) => readonly T[] | undefined): readonly T[] => [
    ...(key(over) ?? []),
    ...(key(base) ?? []),
  ];
  return {
    provider: base.provider,
    aliases: both((rules) => rules.aliases),
    hosts: both((rules) => rules.hosts),
    signatureHeaders: both((rules) => rules.signatureHeaders),
    requestId: {
      ...base.requestId,
      ...over.requestId,
      from: [...over.requestId.from, ...base.requestId.from],
    },
    success: both((rules) => rules.success),
    surfaces: both((rules) => rules.surfaces),
    envelopes: both((rules) => rules.envelopes),
    embeddedCodes: both((rules) => rules.embeddedCodes),
    texts: both((rules) => rules.texts),
    codes: { ...base.codes, ...over.codes },
    types: { ...base.types, ...over.types },
    messages: both((rules) => rules.messages),
  };
}
