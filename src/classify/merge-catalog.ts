import type { Catalog } from './generated/catalog.ts';
import type { CatalogRules } from './rules.ts';

const LISTS = [
  'aliases',
  'hosts',
  'signatureHeaders',
  'success',
  'surfaces',
  'envelopes',
  'codeHeaders',
  'embeddedCodes',
  'texts',
  'proofs',
  'messages',
] as const;

/** Lays a user's catalog over a built-in one: its codes and types replace ours, its lists are asked before ours. */
export function mergeCatalog(base: CatalogRules, own: Catalog): CatalogRules {
  const over = own as CatalogRules;
  const lists = LISTS.map((name) => [name, [...(over[name] ?? []), ...(base[name] ?? [])]] as const);
  return {
    ...base,
    ...over,
    ...(Object.fromEntries(lists) as Pick<CatalogRules, (typeof LISTS)[number]>),
    requestId: { ...base.requestId, ...over.requestId, from: [...over.requestId.from, ...base.requestId.from] },
    codes: { ...base.codes, ...over.codes },
    types: { ...base.types, ...over.types },
  };
}
