import type { ErrorCategory } from '../../src/classify/categories.ts';
import rows from './seed-rows.json' with { type: 'json' };

/** The vendors that this folder plays. */
export type VendorName = 'minimax' | 'dashscope' | 'coze';

/** One row of a vendor's public error table, in the vendor's own words, with the cause that a person gave it. */
export interface SeedRow {
  /** `<vendor>/<code>`, with a suffix where one code has two rows. */
  readonly id: string;
  readonly vendor: VendorName;
  readonly code: string;
  /** HTTP status, where the vendor's table has one. */
  readonly httpStatus?: number;
  readonly message: string;
  readonly category: ErrorCategory;
  /** `null`: nobody can know. */
  readonly retryable: boolean | null;
}

/** All 86 rows: 24 of MiniMax, 25 of DashScope, 37 of Coze. */
export const seedRows = rows as readonly SeedRow[];

/** The rows of one vendor, all or those with the given codes. */
export function rowsOf(vendor: VendorName, codes?: readonly (string | number)[]): readonly SeedRow[] {
  const wanted = codes?.map(String);
  return seedRows.filter((row) => row.vendor === vendor && (!wanted || wanted.includes(row.code)));
}
