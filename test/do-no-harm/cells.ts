import { CELLS, type Cell } from '../compatibility/cells.ts';

const ALL: readonly Cell[] = [...CELLS, { node: 26, sdk: 'sdk2' }, { node: 26, sdk: 'sdk3' }];

/** The cells to run: those on Node.js 20 and 24, unless all are asked for. */
export const DO_NO_HARM_CELLS: readonly Cell[] =
  process.env.DO_NO_HARM_CELLS === 'all' ? ALL : ALL.filter(({ node }) => node === 20 || node === 24);
