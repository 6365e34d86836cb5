import type { LlmErrorClassification } from '../classify/types.ts';
import type { AttemptStart } from './attempt.ts';

/** What the taps saw under one LLM span. Plain data: another copy of the package may read it. */
export interface CallAttempts {
  failed: number;
  lastStart: AttemptStart;
  /** The cause, when the last attempt failed. */
  lastFailure: LlmErrorClassification | undefined;
  /** The caller went away during the last attempt, and only the span can say why. */
  lastUndecided: boolean;
  /** Attempts that the caller gave up and that are not counted yet, with the timer that ends the waiting. */
  undecided: Map<AttemptStart, NodeJS.Timeout> | undefined;
}
