import { CELLS, type Cell } from '../compatibility/cells.ts';

const ALL: readonly Cell[] = [...CELLS, { node: 26, sdk: 'sdk2' }, { node: 26, sdk: 'sdk3' }];

const named = process.env.DO_NO_HARM_CELLS ?? '20-sdk2,24-sdk3';

/** The cells to run: `all`, or some (`22-sdk2,26-sdk3`); one of each generation unless they are named. */
export const DO_NO_HARM_CELLS: readonly Cell[] = ALL.filter(
  ({ node, sdk }) => named === 'all' || named.split(',').includes(`${node}-${sdk}`),
);
if (DO_NO_HARM_CELLS.length === 0) throw new Error(`DO_NO_HARM_CELLS=${named} names no cell`);
