import type { ChildProcess } from 'node:child_process';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compile } from './compiled.ts';
import { ok, slow, status } from './servers/back-end.ts';
import { until } from './spool-kit.ts';
import { closeWorlds, createWorld, NOTHING_DROPPED, type World } from './spooled-run.ts';

// Several processes on one folder, and clocks that jump.

jest.setTimeout(120_000);

let compiled: Compiled;
beforeAll(() => {
  compiled = compile();
});
afterAll(async () => {
  compiled.remove();
  await closeWorlds();
});

const segmentsIn = ({ directory }: World) => readdirSync(directory).filter((file) => file.endsWith('.ndjson'));

it.each([
  ['slowly', slow(300)],
  ['not at all', status(503)],
])(
  'lets three processes write and send at the same time, one of them killed, to a back end that works %s',
  async (_title, mode) => {
    const world = await createWorld(mode);
    await Promise.all([
      world.live({ compiled, calls: 30 }),
      world.live({ compiled, calls: 30, end: 'exit' }),
      world.live({ compiled, calls: 30, signal: 'SIGKILL', afterMillis: 500 }),
    ]);
    await world.backEnd.become(ok);
    await world.replay();
    const books = await world.end();
    expect(books.emitted.size).toBe(90);
    expect(books).toMatchObject({ missing: [], unstable: [], filesLeft: [], dropped: NOTHING_DROPPED });
  },
);

/** A life that stops halfway; `halfway` gets its process, and what it resolves to is the life's end. */
async function inTwoHalves(world: World, halfway: (child: ChildProcess) => Promise<void>): Promise<void> {
  let half: Promise<void> | undefined;
  await world.live({
    compiled,
    end: 'two halves',
    calls: 5,
    onOutput: (child) => {
      half ??= halfway(child);
    },
  });
  await half;
}

it('takes nothing from a process that is alive, though it does not move', async () => {
  const world = await createWorld(undefined);
  await inTwoHalves(world, async (child) => {
    child.kill('SIGSTOP');
    const before = segmentsIn(world);
    expect(before).toHaveLength(1);
    await world.backEnd.become(ok);
    await world.replay();
    expect(segmentsIn(world)).toEqual(before);
    expect(world.backEnd.stored).toEqual([]);
    child.kill('SIGKILL');
    child.kill('SIGCONT');
  });
  await world.replay();
  expect(await world.end()).toMatchObject({ missing: [], duplicates: 0, filesLeft: [], dropped: NOTHING_DROPPED });
});

it('loses nothing when a process is thought dead and comes back', async () => {
  const world = await createWorld(undefined);
  await inTwoHalves(world, async (child) => {
    child.kill('SIGSTOP');
    const longAgo = Date.now() / 1000 - 3600;
    for (const file of segmentsIn(world)) utimesSync(join(world.directory, file), longAgo, longAgo);
    await world.backEnd.become(ok);
    await world.replay();
    expect(world.backEnd.stored).toHaveLength(5);
    child.kill('SIGCONT');
    child.stdin?.write('go on\n');
  });
  await world.replay();
  const books = await world.end();
  expect(books.emitted.size).toBe(10);
  expect(books).toMatchObject({ missing: [], unstable: [], filesLeft: [], dropped: NOTHING_DROPPED });
});

it.each([
  ['ten years ahead', Date.now() + 10 * 365 * 86_400_000, 0],
  ['to the epoch', 0, 0],
  ['ten years back while it runs', Date.now() - 10 * 365 * 86_400_000, 1500],
])('loses nothing when the clock jumps %s, and the back end is away at first', async (_title, to, after) => {
  const world = await createWorld(status(503));
  const clock = ['--require', join(__dirname, 'programs/jumping-clock.cjs')];
  const env = { JUMP_TO: String(to), JUMP_AFTER: String(after), PAUSE: '100' };
  const life = { compiled, calls: 25, nodeArgs: clock, signal: 'SIGTERM', afterMillis: 3000, env } as const;
  await Promise.all([
    world.live(life),
    // Only what was tried in vain is given up for its age.
    until(() => world.backEnd.requests.length >= 2).then(() => world.backEnd.become(ok)),
  ]);
  await world.replay();
  const books = await world.end();
  expect(books.emitted.size).toBe(25);
  expect(books).toMatchObject({ missing: [], unstable: [], filesLeft: [], dropped: NOTHING_DROPPED });
});
