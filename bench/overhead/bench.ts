import { median, type Samples } from './programs/harness.ts';
import type { Workspace } from './trees.ts';

/** What a bench may not exceed. */
export interface Bar {
  readonly id: string;
  readonly title: string;
  readonly limit: number;
  /** Where the bar ought to be one day. */
  readonly stretch?: number;
  readonly unit: '×' | 'ns' | 'ms' | 'KB' | 'bytes' | '%' | 'count';
}

/** One measured line of the table. */
export interface Measured {
  readonly bar: string;
  readonly value: number;
  /** What the value is compared with: the same thing measured against itself. Absent where it was not a comparison. */
  readonly control?: number;
  /** What the floor is, and what peers cost. */
  readonly beside?: string;
}

export interface Run {
  readonly workspace: Workspace;
  readonly node: string;
  /** The smallest counts that still give a number: whether everything runs, not how fast. */
  readonly smoke: boolean;
}

export interface Bench {
  readonly name: string;
  /** How far from 1 the control may be; beyond it the run judges nothing. */
  readonly tolerance: number;
  readonly bars: readonly Bar[];
  run(run: Run): Promise<readonly Measured[]>;
}

/** The median of the ratios that two variants had in the rounds of each run. */
export function ratio(runs: readonly Samples[], of: string, to: string): number {
  return median(runs.map((samples) => median(pairs(samples, of, to))));
}

/** The control: a variant against itself. */
export function controlOf(runs: readonly Samples[], name: string): number {
  return ratio(runs, `${name} again`, name);
}

/** The middle of what a variant took, in nanoseconds. */
export function cost(runs: readonly Samples[], of: string): number {
  return median(runs.map((samples) => median(samples[of] ?? [])));
}

function pairs(samples: Samples, of: string, to: string): number[] {
  const below = samples[to] ?? [];
  return (samples[of] ?? []).map((value, round) => value / (below[round] as number));
}

/** Runs something several times, one after the other. */
export async function times<Result>(count: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < count; i++) results.push(await run());
  return results;
}
