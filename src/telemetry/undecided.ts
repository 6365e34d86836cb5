import timers from 'node:timers';
import type { AttemptStart } from './attempt.ts';
import type { CallAttempts } from './call-attempts.ts';
import { safely } from './guard.ts';
import { state } from './state.ts';

/** Longer than SDKs wait before they try again; some instrumentations never end the span of a failed call. */
const PATIENCE = 15_000;
const MAX_WAITING = 1000;
const NONE: readonly AttemptStart[] = [];

/**
 * Keeps an attempt that the caller gave up until a retry or the end of its LLM span tells why. When neither comes in time,
 * or too many wait, `giveUp` decides.
 */
export function waitUndecided(attempts: CallAttempts, start: AttemptStart, giveUp: () => void): void {
  if (state.undecided >= MAX_WAITING) {
    giveUp();
    return;
  }
  // Node.js's own: a test of the program may have a clock in place of the global one, and count what waits there.
  const timer = timers.setTimeout(() => {
    if (!attempts.undecided?.delete(start)) return;
    state.undecided -= 1;
    safely('undecided attempt', giveUp);
  }, PATIENCE);
  timer.unref();
  state.undecided += 1;
  attempts.undecided ??= new Map();
  attempts.undecided.set(start, timer);
}

/** The attempts of a call that wait, in their order; whoever takes them decides. */
export function takeUndecided({ undecided }: CallAttempts): readonly AttemptStart[] {
  if (undecided === undefined || undecided.size === 0) return NONE;
  const starts = [...undecided.keys()];
  for (const timer of undecided.values()) timers.clearTimeout(timer);
  undecided.clear();
  state.undecided -= starts.length;
  return starts;
}
