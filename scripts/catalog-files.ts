// Reads what is in catalogs/, for the generator, the lint and the tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../src/classify/generated/catalog.ts';

/** One cause of the closed list, as `catalogs/categories.json` says it. */
export interface CategoryEntry {
  readonly id: string;
  readonly fault: string;
  readonly retryable: boolean | null;
  readonly act: string;
  readonly title: Words;
  readonly description: Words;
  readonly remedy: Words;
}

/** The same words in both languages. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** A provider's catalog with the name of its file. */
export interface CatalogFile {
  /** Relative to the root of the repository, such as `catalogs/minimax.json`. */
  readonly path: string;
  /** As it stands on disk: the order of numeric keys is lost in parsing. */
  readonly text: string;
  readonly catalog: Catalog;
}

/** Everything that the generated files are made from. */
export interface CatalogFiles {
  readonly version: string;
  readonly schema: Record<string, unknown>;
  readonly categories: readonly CategoryEntry[];
  readonly general: Record<string, unknown>;
  /** Sorted by provider. */
  readonly catalogs: readonly CatalogFile[];
}

/** The name of a provider's catalog and documentation, without extension. */
export function fileNameOf(provider: string): string {
  return provider.replace(/[^A-Za-z0-9]/g, '-');
}

/** Reads all catalogs below a root folder; throws where a file is no JSON. */
export function readCatalogFiles(root: string): CatalogFiles {
  const folder = join(root, 'catalogs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const providers = names.filter(
    (name) => name !== 'general.json' && name !== 'categories.json' && !name.endsWith('schema.json'),
  );
  return {
    version: String(readJson<{ version: string }>(join(root, 'package.json')).version),
    schema: readJson(join(folder, 'schema.json')),
    categories: listOf(readJson(join(folder, 'categories.json'))),
    general: names.includes('general.json') ? readJson(join(folder, 'general.json')) : {},
    catalogs: providers
      .map((name) => readCatalog(root, `catalogs/${name}`))
      .sort((a, b) => compare(String(a.catalog.provider), String(b.catalog.provider))),
  };
}

/** Orders by code unit, so that the outcome is the same in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function listOf(categories: unknown): readonly CategoryEntry[] {
  if (Array.isArray(categories)) return categories;
  const { categories: inner, $schema: _, ...byId } = categories as Record<string, unknown>;
  if (inner !== undefined) return listOf(inner);
  return Object.entries(byId).map(([id, entry]) => ({ id, ...(entry as object) }) as CategoryEntry);
}

function readCatalog(root: string, path: string): CatalogFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, catalog: parseJson<Catalog>(text, path) };
}

function readJson<T = Record<string, unknown>>(path: string): T {
  return parseJson<T>(readFileSync(path, 'utf8'), path);
}

function parseJson<T>(text: string, path: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}`);
  }
}
