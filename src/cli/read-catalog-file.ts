import { readFileSync } from 'node:fs';
import { CatalogError, defineCatalog } from '../classify/define-catalog.ts';
import type { Catalog } from '../classify/generated/catalog.ts';

/** The command line is not as it must be; the message says what to change. */
export class UsageError extends Error {
  readonly code = 'LLM_ERROR_CLI_USAGE';

  static isInstance(value: unknown): value is UsageError {
    return value !== null && typeof value === 'object' && (value as { code?: unknown }).code === 'LLM_ERROR_CLI_USAGE';
  }
}

/** Reads a user's catalog from a JSON file. */
export function readCatalogFile(file: string): Catalog {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--catalog ${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}); give the path of a JSON file`,
    );
  }
  try {
    return defineCatalog(JSON.parse(text));
  } catch (error) {
    const problem = CatalogError.isInstance(error) ? error.message : `is not JSON: ${(error as Error).message}`;
    throw new UsageError(`--catalog ${file}: ${problem}`);
  }
}
