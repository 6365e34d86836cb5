import type { Catalog, Code, CodeRule, MessageRule } from '../../src/classify/generated/catalog.ts';
import { tellingWords } from '../../src/classify/telling-words.ts';
import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile, literal, packed } from './generated-file.ts';

/** All that is needed to classify, packed: each catalog stays one string until its provider first fails. */
export function catalogsModule({ catalogs }: CatalogFiles): GeneratedFile {
  const text = `${banner}
/** A catalog whose rules are packed until they are first used. */
export interface PackedCatalog {
  readonly provider: string;
  readonly aliases: readonly string[];
  readonly hosts: readonly string[];
  readonly signatureHeaders: readonly string[];
  /** Words one of which stands in every answer whose shape proves this vendor. */
  readonly vendorWords: readonly string[];
  /** Patterns of words that no other vendor writes. */
  readonly proofs: readonly string[];
  /** The day on which the catalog was last compared with its sources. */
  readonly checked: string;
  /** The catalog without the texts for people; for unpack(). */
  readonly rules: string;
}

/** The catalogs of this package, sorted by provider. */
export const builtinCatalogs: readonly PackedCatalog[] = [
${catalogs.map(({ catalog }) => entryOf(catalog)).join('')}];
`;
  return { path: 'src/classify/generated/catalogs.ts', text };
}

function entryOf(catalog: Catalog): string {
  return `  {
    provider: ${literal(catalog.provider)},
    aliases: ${list(catalog.aliases)},
    hosts: ${list(catalog.hosts)},
    signatureHeaders: ${list(catalog.signatureHeaders)},
    vendorWords: ${list(vendorWordsOf(catalog))},
    proofs: ${list(catalog.proofs)},
    checked: ${literal(catalog.checked)},
    rules:
      ${packed(rulesOf(catalog))},
  },
`;
}

function vendorWordsOf({ envelopes }: Catalog): readonly string[] {
  return [...new Set(envelopes.filter(({ vendor }) => vendor === true).flatMap(tellingWords))];
}

function list(values: readonly string[] = []): string {
  return `[${values.map(literal).join(', ')}]`;
}

function rulesOf(catalog: Catalog): object {
  const { $schema, title, checked, sources, support, samples, codes, messages, ...rest } = catalog;
  return {
    ...rest,
    codes: Object.fromEntries(Object.entries(codes).map(([code, entry]) => [code, withoutTexts(entry)])),
    ...(messages && { messages: messages.map(withoutTexts) }),
  };
}

function withoutTexts(entry: Code | CodeRule | MessageRule): object {
  const { title, remedy, source, samples, ...rest } = entry;
  if (!('rules' in rest || 'confidence' in rest)) return rest;
  const { confidence, rules, ...cause } = rest;
  return { ...cause, ...(rules && { rules: rules.map(withoutTexts) }) };
}
