import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSpool } from '../../src/delivery/index.ts';
import { type Compiled, compile } from './compiled.ts';
import { type BackEnd, createBackEnd, hung, ok, requestIdOf, status } from './servers/back-end.ts';
import { closeWorlds, createWorld, NOTHING_DROPPED } from './spooled-run.ts';

// What can happen to the files of a spool: caps, damage, a full disk.

jest.setTimeout(120_000);

/** Bytes between two cuts: one in the whole matrix. */
const STEP = process.env.DELIVERY === 'all' ? 1 : 7;

let compiled: Compiled;
beforeAll(() => {
  compiled = compile();
});
afterAll(async () => {
  compiled.remove();
  await closeWorlds();
});

it('drops the oldest above the cap on size, and counts each of them', async () => {
  const world = await createWorld(undefined);
  const maxBytes = 64 * 1024;
  const env = { OTEL_LLM_ERRORS_SPOOL_MAX_BYTES: String(maxBytes) };
  await world.live({ compiled, signal: 'SIGKILL', calls: 150, env });
  const bytes = readdirSync(world.directory).map((file) => readFileSync(join(world.directory, file)).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(maxBytes + 200);
  await world.backEnd.become(ok);
  await world.replay();
  const books = await world.end();
  expect(books.emitted.size).toBe(150);
  expect(books.dropped).toEqual({ ...NOTHING_DROPPED, size: books.emitted.size - books.arrived.size });
  expect(books.dropped.size).toBeGreaterThan(10);
  expect(books.arrived.size).toBeGreaterThan(10);
  expect([...books.arrived]).toEqual([...books.emitted].slice(-books.arrived.size));
});

it('drops what is above the cap on age when it was tried in vain, and counts each', async () => {
  const world = await createWorld(status(503));
  const env = { OTEL_LLM_ERRORS_SPOOL_MAX_AGE: '1' };
  await world.live({ compiled, signal: 'SIGKILL', afterMillis: 4000, calls: 7, env });
  await world.backEnd.become(ok);
  await world.replay();
  const books = await world.end();
  expect(books).toMatchObject({ dropped: { ...NOTHING_DROPPED, age: 7 }, filesLeft: [] });
  expect(books.arrived.size).toBe(0);
});

it('delivers what is above the cap on age when the back end takes it at once', async () => {
  const world = await createWorld(hung);
  const env = { OTEL_LLM_ERRORS_SPOOL_MAX_AGE: '1' };
  await world.live({ compiled, signal: 'SIGKILL', calls: 7, env });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await world.backEnd.become(ok);
  await world.live({ compiled, calls: 1, env });
  await world.replay();
  expect(await world.end()).toMatchObject({ missing: [], dropped: NOTHING_DROPPED });
});

it.each([
  ['a record or two', '4'],
  ['some records', '12'],
])('loses nothing where a file cannot grow above %s', async (_title, kilobytes) => {
  const world = await createWorld(undefined);
  await world.live({ compiled, signal: 'SIGKILL', calls: 20, shell: `ulimit -f ${kilobytes};` });
  const files = readdirSync(world.directory).map((file) => readFileSync(join(world.directory, file)).length);
  expect(Math.max(...files)).toBeLessThanOrEqual(Number(kilobytes) * 1024);
  expect(files.length).toBeGreaterThan(1);
  await world.backEnd.become(ok);
  await world.replay();
  expect(await world.end()).toMatchObject({ missing: [], unstable: [], filesLeft: [], dropped: NOTHING_DROPPED });
});

it('hands records to the logger where the disk takes none', async () => {
  const world = await createWorld(ok);
  const run = await world.live({ compiled, calls: 5, shell: 'ulimit -f 1;', env: { OTEL_LOG_LEVEL: 'warn' } });
  expect(run.code).toBe(0);
  expect(run.stderr.match(/the spool cannot write/g)).toHaveLength(1);
  await world.replay();
  const books = await world.end();
  expect(books).toMatchObject({ missing: [], duplicates: 0, dropped: NOTHING_DROPPED, filesLeft: [] });
  expect(books.emitted.size).toBe(5);
});

describe('a segment that is damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
  let backEnd: BackEnd;
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await backEnd.close();
  });
  let file = '';
  let content = Buffer.alloc(0);

  /** What becomes of three records when their file is changed like this. */
  async function replayed(change: (path: string) => void) {
    const directory = mkdtempSync(join(folder, 'spool-'));
    const path = join(directory, file);
    cpSync(join(folder, 'whole', file), path);
    change(path);
    const before = backEnd.stored.length;
    const spool = startSpool({ directory, endpoint: `${backEnd.url}/v1/logs` });
    await spool.forceFlush();
    await spool.shutdown();
    const left = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
    rmSync(directory, { recursive: true });
    return { arrived: backEnd.stored.slice(before).map(requestIdOf), dropped: spool.stats.dropped, left };
  }

  let ids: string[] = [];
  beforeAll(async () => {
    backEnd = await createBackEnd();
    const world = await createWorld(undefined);
    await world.live({ compiled, signal: 'SIGKILL', calls: 3 });
    cpSync(world.directory, join(folder, 'whole'), { recursive: true });
    await world.replay();
    ids = [...(await world.end()).emitted];
    file = readdirSync(join(folder, 'whole'))[0] as string;
    content = readFileSync(join(folder, 'whole', file));
  });

  it('by a cut in its last record loses that record only, and counts it', async () => {
    const lastRecord = content.lastIndexOf('\n', content.length - 2) + 1;
    expect(lastRecord).toBeGreaterThan(content.length / 2);
    for (let length = lastRecord; length <= content.length; length += length < content.length - 20 ? STEP : 1) {
      const { arrived, dropped, left } = await replayed((path) => truncateSync(path, length));
      const lost = length > lastRecord && arrived.length < 3 ? 1 : 0;
      const whole = arrived.length === 3 && length >= content.length - 1;
      expect({ length, arrived, dropped, left }).toEqual({
        length,
        arrived: whole ? ids : ids.slice(0, 2),
        dropped: { ...NOTHING_DROPPED, corrupt: lost },
        left: [],
      });
    }
  });

  it('by a byte that is another loses one record, or two when it stood between them, and counts them', async () => {
    for (let at = 0; at < content.length; at += STEP * 7) {
      const { arrived, dropped, left } = await replayed((path) => {
        const changed = Buffer.from(content);
        changed[at] = (changed[at] as number) ^ 1;
        writeFileSync(path, changed);
      });
      expect(ids).toEqual(expect.arrayContaining(arrived));
      expect({ at, left, dropped }).toEqual({
        at,
        left: [],
        dropped: { ...NOTHING_DROPPED, corrupt: dropped.corrupt },
      });
      // A damaged header is no record, but a damaged line all the same.
      const inHeader = at <= content.indexOf('\n');
      if (inHeader) expect(arrived).toEqual(ids);
      else {
        expect(arrived.length).toBeGreaterThan(0);
        expect(arrived.length + dropped.corrupt).toBe(3);
      }
    }
  });
});
