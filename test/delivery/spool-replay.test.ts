import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spool } from '../../src/delivery/spool.ts';
import {
  type BackEnd,
  createBackEnd,
  hung,
  ok,
  poisonedBy,
  rejecting,
  reset,
  slow,
  status,
  tooLargeAbove,
} from './servers/back-end.ts';
import { cleanUp, contentOf, emit, newFolder, numbers, segmentsIn, start, until, upTo } from './spool-kit.ts';

const NONE = { size: 0, age: 0, rejected: 0, corrupt: 0, write_failed: 0 };

let backEnd: BackEnd;
let folder: string;
beforeEach(async () => {
  backEnd = await createBackEnd();
  folder = newFolder();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await cleanUp();
  await backEnd.close();
});

async function sent(spool: Spool): Promise<void> {
  await until(() => spool.stats.waitingBytes === 0);
}

/** The one segment that is there. */
function segment(): string {
  const [file = '', ...more] = segmentsIn(folder);
  expect(more).toEqual([]);
  return join(folder, file);
}

describe('while the back end is away', () => {
  it.each([
    ['refuses connections', undefined],
    ['never answers', hung],
    ['says 503', status(503)],
    ['says 503 and when to come back', status(503, { 'retry-after': '0' })],
    ['says 429', status(429)],
    ['says 401', status(401)],
    ['says 404', status(404)],
    ['says 500', status(500)],
    ['redirects', status(302, { location: '/elsewhere' })],
    ['says 400 to everything', status(400)],
  ])('keeps what it writes, as it %s, and sends it later', async (_how, mode) => {
    await backEnd.become(mode);
    const spool = start(folder, backEnd.url, { timeoutMillis: 100 });
    emit(0, 3);
    await spool.forceFlush();
    emit(3, 5);
    await spool.forceFlush();
    expect(backEnd.stored).toEqual([]);
    expect(spool.stats).toMatchObject({ written: 5, acknowledged: 0, dropped: NONE });
    await backEnd.become(ok);
    await sent(spool);
    expect(numbers(backEnd)).toEqual(upTo(5));
  });

  it('sends again under the same id what may not have arrived', async () => {
    await backEnd.become(reset);
    const spool = start(folder, backEnd.url);
    emit(0, 3);
    await until(() => backEnd.stored.length >= 6);
    await backEnd.become(ok);
    await sent(spool);
    const ids = backEnd.stored.map(({ attributes }) => attributes['log.record.uid']);
    expect(new Set(ids).size).toBe(3);
    expect(new Set(numbers(backEnd))).toEqual(new Set(upTo(3)));
  });

  it('comes back no earlier than it is asked to', async () => {
    await backEnd.become(status(503, { 'retry-after': '1' }));
    const spool = start(folder, backEnd.url);
    emit(0, 1);
    await until(() => backEnd.requests.length === 1);
    await backEnd.become(ok);
    await sent(spool);
    const [first = 0, second = 0] = backEnd.requests;
    expect(second - first).toBeGreaterThanOrEqual(990);
  });

  it('comes back less and less often', async () => {
    await backEnd.become(status(503));
    start(folder, backEnd.url, { delayMillis: 20, maxBackoffMillis: 60_000 });
    emit(0, 1);
    await until(() => backEnd.requests.length === 7);
    const [first = 0, second = 0] = backEnd.requests;
    const [before = 0, last = 0] = backEnd.requests.slice(-2);
    expect(last - before).toBeGreaterThan(4 * (second - first));
  });
});

describe('a request that is refused for good', () => {
  it('is halved until it fits, and only a record that is too large by itself is dropped', async () => {
    await backEnd.become(tooLargeAbove(3000));
    const spool = start(folder, backEnd.url);
    emit(0, 20);
    emit(20, 21, 'x'.repeat(4000));
    emit(21, 40);
    await sent(spool);
    expect(numbers(backEnd)).toEqual(upTo(40).filter((number) => number !== 20));
    expect(spool.stats).toMatchObject({ acknowledged: 39, dropped: { ...NONE, rejected: 1 }, waitingBytes: 0 });
  });

  it('is halved until the records at fault are found', async () => {
    const bad = [0, 77, 78, 299];
    await backEnd.become(poisonedBy(({ body }) => bad.includes(Number(body))));
    const spool = start(folder, backEnd.url);
    emit(0, 300);
    await sent(spool);
    expect(numbers(backEnd)).toEqual(upTo(300).filter((number) => !bad.includes(number)));
    expect(spool.stats).toMatchObject({ acknowledged: 296, dropped: { ...NONE, rejected: 4 }, waitingBytes: 0 });
  });

  it('is not sent again in part, when the back end took the rest', async () => {
    await backEnd.become(rejecting(({ body }) => Number(body) % 10 === 0));
    const spool = start(folder, backEnd.url);
    emit(0, 50);
    await sent(spool);
    await spool.forceFlush();
    expect(numbers(backEnd)).toEqual(upTo(50).filter((number) => number % 10 !== 0));
    expect(spool.stats).toMatchObject({ acknowledged: 45, dropped: { ...NONE, rejected: 5 } });
    expect(backEnd.requests).toHaveLength(1);
  });
});

describe('damage on disk', () => {
  beforeEach(async () => {
    await backEnd.become(undefined);
    const first = start(folder, backEnd.url);
    emit(0, 5);
    await first.shutdown();
    await backEnd.become(ok);
  });

  /** What arrives when another spool starts, and what is counted. */
  async function replayed() {
    const spool = start(folder, backEnd.url);
    await sent(spool);
    await spool.shutdown();
    expect(segmentsIn(folder)).toEqual([]);
    return { arrived: numbers(backEnd), dropped: spool.stats.dropped };
  }

  it('costs the one record that was cut at any byte', async () => {
    const file = segment();
    const whole = readFileSync(file);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let end = lastLine; end < whole.length; end += 41) {
      writeFileSync(file, whole.subarray(0, end), { mode: 0o600 });
      const { arrived, dropped } = await replayed();
      expect(arrived.splice(0)).toEqual(upTo(4));
      expect(dropped).toEqual({ ...NONE, corrupt: end === lastLine ? 0 : 1 });
      (backEnd.stored as unknown[]).length = 0;
    }
  });

  it('costs the one record that was changed', async () => {
    const text = readFileSync(segment(), 'utf8');
    writeFileSync(segment(), text.replace('{"stringValue":"2"}', '{"stringValue":"9"}'));
    expect(await replayed()).toEqual({ arrived: [0, 1, 3, 4], dropped: { ...NONE, corrupt: 1 } });
  });

  it('costs no record when it hit the header', async () => {
    const text = readFileSync(segment(), 'utf8');
    writeFileSync(segment(), text.replace('otel-llm-errors', 'xtel-llm-errors'));
    expect(await replayed()).toEqual({ arrived: upTo(5), dropped: NONE });
  });

  it('costs no record behind it when lines run into each other', async () => {
    const lines = readFileSync(segment(), 'utf8').split('\n');
    const [header = '', first = '', second = '', ...rest] = lines;
    writeFileSync(segment(), [`${header}\u0000${first}`, `${second.slice(0, 50)}${rest.shift()}`, ...rest].join('\n'));
    expect(await replayed()).toEqual({ arrived: [0, 2, 3, 4], dropped: { ...NONE, corrupt: 1 } });
  });

  it('of a power cut, which leaves zeros, is counted once', async () => {
    truncateSync(segment(), statSync(segment()).size + 5000);
    expect(await replayed()).toEqual({ arrived: upTo(5), dropped: { ...NONE, corrupt: 1 } });
  });

  it('leaves files alone that are none of its own', async () => {
    appendFileSync(join(folder, 'notes.ndjson'), 'mine');
    await start(folder, backEnd.url).shutdown();
    expect(readFileSync(join(folder, 'notes.ndjson'), 'utf8')).toBe('mine');
  });
});

describe('the caps', () => {
  it('drop the oldest for the newest, count them, and hold', async () => {
    await backEnd.become(undefined);
    const spool = start(folder, backEnd.url, { maxBytes: 65_536 });
    for (let number = 0; number < 400; number += 1) {
      emit(number, number + 1);
      const bytes = segmentsIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
      expect(bytes).toBeLessThanOrEqual(65_536);
    }
    const { size } = spool.stats.dropped;
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThan(300);
    await backEnd.become(ok);
    await sent(spool);
    expect(numbers(backEnd)).toEqual(upTo(400).slice(size));
    expect(spool.stats.acknowledged).toBe(400 - size);
  });

  it('drop nothing that is on its way to the back end', async () => {
    await backEnd.become(slow(300));
    const spool = start(folder, backEnd.url, { maxBytes: 65_536 });
    emit(0, 50);
    await until(() => backEnd.stored.length === 50);
    emit(50, 450);
    await sent(spool);
    const { size } = spool.stats.dropped;
    expect(size).toBeGreaterThan(0);
    const arrived = numbers(backEnd);
    const kept = arrived.findIndex((number, index) => number !== index);
    expect(kept).toBeGreaterThanOrEqual(50);
    expect(arrived).toEqual([...upTo(kept), ...upTo(450).slice(kept + size)]);
    expect(spool.stats.acknowledged + size).toBe(450);
  });

  it('count what was dropped across processes', async () => {
    await backEnd.become(undefined);
    const first = start(folder, backEnd.url, { maxBytes: 65_536 });
    emit(0, 400);
    const { size } = first.stats.dropped;
    await first.shutdown();
    const second = start(folder, backEnd.url);
    expect(second.stats).toMatchObject({ dropped: { size: 0 }, droppedEver: { ...NONE, size } });
    expect(readdirSync(folder)).toContain('dropped.size');
  });

  it('drop no record for its age that can be delivered', async () => {
    await backEnd.become(undefined);
    await start(folder, backEnd.url).shutdown();
    const spool = start(folder, backEnd.url, { maxAgeSeconds: 60 });
    emit(0, 2);
    const later = performance.now() + 61_000;
    jest.spyOn(performance, 'now').mockReturnValue(later);
    await backEnd.become(ok);
    await sent(spool);
    expect(numbers(backEnd)).toEqual([0, 1]);
  });

  it('drop for its age what the back end still does not take', async () => {
    await backEnd.become(undefined);
    const spool = start(folder, backEnd.url, { maxAgeSeconds: 60 });
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 61_000);
    emit(0, 3);
    clock.mockRestore();
    emit(3, 5);
    await until(() => spool.stats.dropped.age > 0);
    expect(spool.stats.dropped).toEqual({ ...NONE, age: 3 });
    await backEnd.become(ok);
    await sent(spool);
    expect(numbers(backEnd)).toEqual([3, 4]);
  });

  it('do not mind a clock that jumps', async () => {
    await backEnd.become(undefined);
    const spool = start(folder, backEnd.url, { maxAgeSeconds: 60 });
    emit(0, 2);
    const real = Date.now();
    for (const jump of [10 * 86_400_000, -10 * 86_400_000]) {
      jest.spyOn(Date, 'now').mockReturnValue(real + jump);
      await spool.forceFlush();
      jest.restoreAllMocks();
    }
    expect(spool.stats.dropped).toEqual(NONE);
    expect(contentOf(folder)).toContain('"stringValue":"1"');
    await backEnd.become(ok);
    await sent(spool);
    expect(numbers(backEnd)).toEqual([0, 1]);
  });
});
