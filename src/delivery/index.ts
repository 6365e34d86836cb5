export type { DropCounts, DropReason } from './drops.ts';
export type { Flushable, FlushOptions } from './flush.ts';
export { type FlushOnExitOptions, flush, flushOnExit } from './flush-on-exit.ts';
export { type Spool, type SpoolStats, startSpool } from './spool.ts';
export type { SpoolOptions } from './spool-options.ts';
