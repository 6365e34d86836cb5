import { asyncProperty, check, type RunDetails } from 'fast-check';
import { Violation } from './properties.ts';
import type { Target } from './target.ts';

export interface RunOptions {
  readonly seed: number;
  readonly cases: number;
  /** Where in the run of this seed a case stands, as fast-check says it. */
  readonly path?: string | undefined;
  /** Ends the run after this many milliseconds, without a finding. */
  readonly time?: number | undefined;
  /** Told before each case. */
  onCase?(index: number): void;
}

/** The case that took longest. */
export interface Worst {
  readonly microseconds: number;
  /** Characters of the case as JSON. */
  readonly size: number;
}

export interface Run {
  readonly details: RunDetails<[unknown]>;
  readonly worst: Worst;
}

/** No case is larger than some hundred kilobytes: what takes longer than this, in microseconds, is not linear. */
const LONGEST = 1_000_000;

/** Tries some cases of a target; one and the same seed always gives the same cases. */
export async function runTarget({ cases, check: hold }: Target, options: RunOptions): Promise<Run> {
  let worst: Worst = { microseconds: 0, size: 0 };
  let index = 0;
  const timed = async (input: unknown): Promise<number> => {
    const started = performance.now();
    const pending = hold(input);
    if (pending) await pending;
    return performance.now() - started;
  };
  const property = asyncProperty(cases, async (input) => {
    options.onCase?.(index++);
    if ((await timed(input)) * 1000 <= worst.microseconds) return;
    // Again, by the CPU's clock: the machine may have been busy with something else.
    const before = process.cpuUsage();
    const again = await timed(input);
    const { user, system } = process.cpuUsage(before);
    const microseconds = Math.min(again * 1000, user + system);
    if (microseconds > LONGEST) throw new Violation(`took ${Math.round(microseconds / 1000)} ms`);
    if (microseconds > worst.microseconds) worst = { microseconds, size: sizeOf(input) };
  });
  const details = await check(property, {
    seed: options.seed,
    numRuns: options.cases,
    ...(options.path !== undefined && { path: options.path }),
    ...(options.time !== undefined && { interruptAfterTimeLimit: options.time }),
  });
  return { details, worst };
}

function sizeOf(input: unknown): number {
  return JSON.stringify(input)?.length ?? 0;
}
