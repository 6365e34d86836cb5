import type { CatalogFile, CatalogFiles } from '../catalog-files.ts';

/** Takes one finding: a JSON pointer into the file, what is wrong there, and what mends it. */
export type Report = (pointer: string, wrong: string, fix: string) => void;

/** One thing that must be true of a catalog. */
export interface CatalogRule {
  readonly name: string;
  readonly description: string;
  /** Asked of `general.json` and `categories.json` too; such a rule only walks the JSON and relies on no field. */
  readonly everyFile?: true;
  check(report: Report, file: CatalogFile, all: CatalogFiles): void | Promise<void>;
}
