import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compile } from './compiled.ts';
import { createBackEnd, ok, status } from './servers/back-end.ts';
import { cleanUp, emit, newFolder, numbers, start, until, upTo } from './spool-kit.ts';
import { closeWorlds, createWorld, NOTHING_DROPPED } from './spooled-run.ts';

jest.setTimeout(130_000);
afterEach(cleanUp);
afterAll(closeWorlds);

it('loses nothing in an outage of a minute, and has sent all soon after, while the program lives', async () => {
  const compiled = compile();
  const world = await createWorld(ok);
  const life = world.live({
    compiled,
    preload: ['--require', join(process.cwd(), 'test/delivery/programs/telemetry.cjs')],
    env: { DELIVERY: JSON.stringify({ maxBackoffMillis: 4000 }), PAUSE: '500' },
    calls: 145,
  });
  let alive = true;
  void life.then(() => {
    alive = false;
  });
  await until(() => world.backEnd.stored.length > 0);
  await world.backEnd.become(undefined);
  const before = world.backEnd.stored.length;
  await sleep(60_000);
  expect(world.backEnd.stored).toHaveLength(before);
  await world.backEnd.become(ok);
  const inOutage = 60;
  await until(() => world.backEnd.stored.length > before + inOutage);
  expect(alive).toBe(true);
  expect(await life).toMatchObject({ code: 0, signal: null });
  await world.replay();
  compiled.remove();
  const books = await world.end();
  expect(books.emitted.size).toBe(145);
  expect(books).toMatchObject({ missing: [], unstable: [], filesLeft: [], dropped: NOTHING_DROPPED });
});

it('loses nothing in an outage of an hour, a thousand times as fast, and asks seldom', async () => {
  const backEnd = await createBackEnd();
  await backEnd.become(status(503));
  const spool = start(newFolder(), backEnd.url, { delayMillis: 1, maxBackoffMillis: 60 });
  for (let event = 0; event < 100; event += 1) {
    emit(event, event + 1);
    await sleep(36);
  }
  // Every 45 ms on average; no more than every 30.
  expect(backEnd.requests.length).toBeLessThan(150);
  expect(backEnd.requests.length).toBeGreaterThan(5);
  expect(backEnd.stored).toEqual([]);
  await backEnd.become(ok);
  await until(() => backEnd.stored.length >= 100);
  expect(numbers(backEnd)).toEqual(upTo(100));
  expect(spool.stats.dropped).toEqual(NOTHING_DROPPED);
  await backEnd.close();
});
