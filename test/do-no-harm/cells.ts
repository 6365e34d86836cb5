import { CELLS, type Cell } from '../compatibility/cells.ts';

const ALL: readonly Cell[] = [...CELLS, { node: 26, sdk: 'sdk2' }, { node: 26, sdk: 'sdk3' }];

/** The cells to run: one of each generation, on Node.js 20 and 24, unless all are asked for. */
export const DO_NO_HARM_CELLS: readonly Cell[] =
  process.env.DO_NO_HARM_CELLS === 'all'
    ? ALL
    : [
        { node: 20, sdk: 'sdk2' },
        { node: 24, sdk: 'sdk3' },
      ];
