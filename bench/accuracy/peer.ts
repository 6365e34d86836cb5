import type { LabelledCall } from './corpus.ts';

/** What a classifier says of one call. */
export interface Verdict {
  /** Any of these is what it means. */
  readonly categories: readonly string[];
  readonly retry?: boolean | undefined;
  /** Every value that it offers as a code. */
  readonly codes?: readonly unknown[];
  readonly requestId?: unknown;
}

/** One line of the table. */
export interface Peer {
  readonly name: string;
  /** What it speaks of at all; a column that is not named here shows a dash. */
  readonly tells: readonly ('retry' | 'code' | 'requestId')[];
  /** Records that it is made for; all when absent. */
  readonly covers?: (call: LabelledCall) => boolean;
  /** One verdict a call, in order; `undefined` where it sees no failure. */
  readonly verdicts: (calls: readonly LabelledCall[]) => Promise<(Verdict | undefined)[]>;
}

/** Peers of one package, or the reason why they cannot run here. */
export type PeerSource = () => Promise<readonly Peer[]>;
