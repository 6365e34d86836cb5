import { type Compiled, compile } from './compiled.ts';
import type { ProgramEnd } from './run-program.ts';
import {
  garbage,
  hung,
  type Mode,
  ok,
  poisonedBy,
  prose,
  rejecting,
  requestIdOf,
  reset,
  slow,
  status,
  tooLargeAbove,
} from './servers/back-end.ts';
import { closeWorlds, liveAndReplay, NOTHING_DROPPED } from './spooled-run.ts';

// How a program can end × what the back end does meanwhile; the back end then recovers, and the spool is replayed.

jest.setTimeout(120_000);

const CALLS = 5;

interface Ending {
  readonly signal?: NodeJS.Signals;
  readonly whileSending?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** How it ends without us. */
  readonly expected: Partial<ProgramEnd>;
  readonly calls: number;
}

const clean = { code: 0, signal: null, stderr: '' };
const ENDS: Readonly<Record<string, Ending>> = {
  natural: { expected: clean, calls: CALLS },
  exit: { expected: { code: 3, signal: null, stderr: '' }, calls: CALLS },
  throw: { expected: { code: 1, stderr: expect.stringContaining('uncaught on purpose') }, calls: CALLS },
  rejection: { expected: { code: 1, stderr: expect.stringContaining('rejected on purpose') }, calls: CALLS },
  SIGTERM: { signal: 'SIGTERM', expected: { signal: 'SIGTERM', stderr: '' }, calls: CALLS },
  'SIGKILL at once': { signal: 'SIGKILL', expected: { signal: 'SIGKILL', stderr: '' }, calls: CALLS },
  'SIGKILL while it sends': {
    signal: 'SIGKILL',
    whileSending: true,
    expected: { signal: 'SIGKILL' },
    calls: CALLS,
  },
  'out of memory': {
    nodeArgs: ['--max-old-space-size=40'],
    expected: { signal: 'SIGABRT', stderr: expect.stringContaining('heap out of memory') },
    calls: CALLS,
  },
  threads: { env: { THREADS: '4' }, expected: clean, calls: 5 * CALLS },
  'thread terminated': { env: { THREADS: '2' }, expected: clean, calls: 2 * CALLS },
  'cluster worker killed': { expected: clean, calls: CALLS },
};

/** Each refuses a record by its own id, so that the books can be held against each other. */
const unlucky = (log: Parameters<typeof requestIdOf>[0]): boolean =>
  Number.parseInt(requestIdOf(log).at(-1) ?? '', 16) % 4 === 0;

const MODES: Readonly<Record<string, Mode | undefined>> = {
  ok,
  refused: undefined,
  hung,
  slow: slow(2000),
  '503': status(503),
  '503 with Retry-After': status(503, { 'retry-after': '30' }),
  '429': status(429),
  '500': status(500),
  '413 for all': tooLargeAbove(0),
  '413 above a size': tooLargeAbove(6000),
  '400 for some': poisonedBy(unlucky),
  'partial success': rejecting(unlucky),
  reset,
  garbage,
  prose,
};

// The whole matrix with DELIVERY=all; else each end with a back end that hangs, and each way of the back end with the
// gentlest and the hardest end.
const WHOLE = process.env.DELIVERY === 'all';
const cells = Object.keys(ENDS).flatMap((end) => Object.keys(MODES).map((mode) => ({ end, mode })));
const chosen = cells.filter(
  ({ end, mode }) => WHOLE || mode === 'hung' || end === 'natural' || end === 'SIGKILL while it sends',
);

let compiled: Compiled | undefined;
const totals = { cells: 0, emitted: 0, arrived: 0, duplicates: 0, refused: 0 };
afterAll(async () => {
  compiled?.remove();
  await closeWorlds();
  if (WHOLE) console.log(totals);
});

describe('a program with a spool loses nothing', () => {
  // `concurrent` does not wait for `beforeAll`.
  it.concurrent.each(chosen)('ending by $end while the back end is $mode', async ({ end, mode }) => {
    compiled ??= compile();
    const { expected, calls, ...life } = ENDS[end] as Ending;
    const books = await liveAndReplay(MODES[mode], { end, calls: CALLS, ...life, compiled });
    expect(books.run).toMatchObject(expected);
    expect(books.emitted.size).toBe(calls);
    expect([...books.served]).toEqual(expect.arrayContaining([...books.emitted]));
    expect([...books.served]).toEqual(expect.arrayContaining([...books.arrived]));
    expect(books).toMatchObject({ missing: [], unstable: [], filesLeft: [] });
    if (end === 'natural' && mode === 'ok') expect(books.duplicates).toBe(0);
    const lost = [...books.refused].filter((id) => !books.arrived.has(id));
    expect(books.dropped).toEqual({ ...NOTHING_DROPPED, rejected: lost.length });
    totals.cells += 1;
    totals.emitted += books.emitted.size;
    totals.arrived += books.arrived.size;
    totals.duplicates += books.duplicates;
    totals.refused += lost.length;
  });
});
