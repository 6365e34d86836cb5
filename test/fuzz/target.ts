import type { Arbitrary } from 'fast-check';

/** One way in, and what must hold whatever comes through it. */
export interface Target<Case = unknown> {
  readonly name: string;
  readonly cases: Arbitrary<Case>;
  /** Throws, or gives a promise that rejects, when something does not hold. */
  check(input: Case): void | Promise<void>;
  /** Its part of a long run: less where one case is dear, more where it is cheap; 1 unless told otherwise. */
  readonly share?: number;
}

/** Gives a target its place in a list of targets of all kinds. */
export function target<Case>(told: Target<Case>): Target {
  return told as unknown as Target;
}
