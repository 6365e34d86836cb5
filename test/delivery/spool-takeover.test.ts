import { readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpoolOptions } from '../../src/delivery/spool-options.ts';
import { type Compiled, compile } from './compiled.ts';
import { runProgram } from './run-program.ts';
import { type BackEnd, createBackEnd } from './servers/back-end.ts';
import { cleanUp, newFolder, numbers, segmentsIn, start, until, upTo } from './spool-kit.ts';

// Compiles once, and each test starts programs of its own.
jest.setTimeout(60_000);

const CLOSED_PORT = 'http://127.0.0.1:1';

let compiled: Compiled;
let backEnd: BackEnd;
let folder: string;
beforeAll(() => {
  compiled = compile();
});
afterAll(() => compiled.remove());
beforeEach(async () => {
  backEnd = await createBackEnd();
  folder = newFolder();
});
afterEach(async () => {
  await cleanUp();
  await backEnd.close();
});

interface Writer extends SpoolOptions {
  readonly from?: number;
  readonly to?: number;
  readonly url?: string;
  /** Called when it has written everything; it does not end by itself then. */
  readonly whenWritten?: (kill: () => void) => void;
}

/** Runs another process with a spool in the same folder. */
function writer({ from = 0, to = 0, url = CLOSED_PORT, whenWritten, ...options }: Writer) {
  const spool = { directory: folder, endpoint: `${url}/v1/logs`, delayMillis: 5, timeoutMillis: 2000, ...options };
  return runProgram({
    program: 'spool-writer.cjs',
    env: {
      SPOOL: join(compiled.folder, 'delivery/index.js'),
      OPTIONS: JSON.stringify(spool),
      FROM: String(from),
      TO: String(to),
      STAY: whenWritten ? 'yes' : '',
    },
    onOutput: (child) => whenWritten?.(() => child.kill('SIGKILL')),
  });
}

/** Makes a file look as if its owner had given no sign of life for a while. */
function age(file: string, seconds = 61): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(folder, file), then, then);
}

/** Gives a file to an owner in another place. */
function moveAway(file: string): void {
  renameSync(join(folder, file), join(folder, file.replace(/\w+-(\d+-\d+\.ndjson)$/, 'elsewhere0000-$1')));
}

it('takes over what a killed process left, and sends it as that process', async () => {
  const resourceAttributes = { 'service.name': 'the dead one' };
  await writer({ to: 5, resourceAttributes, whenWritten: (kill) => kill() });
  expect(segmentsIn(folder)).toHaveLength(1);
  await start(folder, backEnd.url).forceFlush();
  expect(numbers(backEnd)).toEqual(upTo(5));
  expect(backEnd.stored.map(({ resource }) => resource['service.name'])).toEqual(Array(5).fill('the dead one'));
  expect(segmentsIn(folder)).toEqual([]);
});

it('takes nothing over from a process that lives', async () => {
  const spool = start(folder, backEnd.url);
  let before: string[] = [];
  await writer({
    to: 5,
    whenWritten: async (kill) => {
      before = segmentsIn(folder);
      await spool.forceFlush();
      expect(segmentsIn(folder)).toEqual(before);
      kill();
    },
  });
  expect(before).toHaveLength(1);
  expect(backEnd.stored).toEqual([]);
  await spool.forceFlush();
  expect(numbers(backEnd)).toEqual(upTo(5));
});

it('takes over from another machine only what had no sign of life for a minute', async () => {
  await writer({ to: 5, whenWritten: (kill) => kill() });
  moveAway(segmentsIn(folder)[0] ?? '');
  const spool = start(folder, backEnd.url);
  await spool.forceFlush();
  expect(backEnd.stored).toEqual([]);
  age(segmentsIn(folder)[0] ?? '');
  await spool.forceFlush();
  expect(numbers(backEnd)).toEqual(upTo(5));
});

it('loses nothing of a process that is robbed again and again while it writes', async () => {
  const total = 5000;
  const thief = start(folder, backEnd.url);
  let over = false;
  let thefts = 0;
  const victim = writer({ to: total }).finally(() => {
    over = true;
  });
  while (!over) {
    for (const file of segmentsIn(folder)) {
      try {
        age(file);
        thefts += 1;
      } catch {
        // It has another name by now.
      }
    }
    await thief.forceFlush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { stdout, stderr } = await victim;
  for (const end = Date.now() + 20_000; segmentsIn(folder).length > 0 && Date.now() < end; ) await thief.forceFlush();
  expect(stderr).toBe('');
  expect(thefts).toBeGreaterThan(50);
  expect(thief.stats.acknowledged).toBeGreaterThan(100);
  expect([...new Set(numbers(backEnd))].sort((one, other) => one - other)).toEqual(upTo(total));
  for (const { dropped } of [JSON.parse(stdout), thief.stats]) {
    expect(dropped).toEqual({ size: 0, age: 0, rejected: 0, corrupt: 0, write_failed: 0 });
  }
});

it('shares the inheritance between heirs, each record once', async () => {
  const heirs = 3;
  const left = 100;
  for (let each = 0; each < left; each += 1) {
    const spool = start(folder, CLOSED_PORT);
    const { eventLogger } = (globalThis as never)[Symbol.for('otel-llm-errors')] as {
      eventLogger: { emit(record: object): void };
    };
    eventLogger.emit({ body: String(each) });
    await spool.shutdown();
  }
  expect(segmentsIn(folder)).toHaveLength(left);
  await Promise.all(Array.from({ length: heirs }, () => writer({ url: backEnd.url, timeoutMillis: 20_000 })));
  expect(numbers(backEnd).sort((one, other) => one - other)).toEqual(upTo(left));
  expect(readdirSync(folder)).toEqual([]);
});

it('goes on where the last one was acknowledged', async () => {
  await writer({ to: 600, url: backEnd.url, whenWritten: (kill) => kill() });
  expect(numbers(backEnd)).toEqual(upTo(600));
  await start(folder, backEnd.url).forceFlush();
  expect(numbers(backEnd)).toEqual(upTo(600));
  expect(segmentsIn(folder)).toEqual([]);
});

it('follows no link that somebody put there', async () => {
  await writer({ to: 1, whenWritten: (kill) => kill() });
  const [file = ''] = segmentsIn(folder);
  const secret = join(newFolder(), 'secret');
  writeFileSync(secret, 'secret\n');
  rmSync(join(folder, file));
  symlinkSync(secret, join(folder, file));
  const spool = start(folder, backEnd.url);
  await spool.forceFlush();
  expect(segmentsIn(folder)).toEqual([file]);
  expect(spool.stats.dropped.corrupt).toBe(0);
  rmSync(join(folder, file));
});

it('writes to the logger what a file system with limits refuses, and spreads over files what one may not hold', async () => {
  const run = (blocks: number) =>
    runProgram({
      program: 'spool-writer.cjs',
      shell: `ulimit -f ${blocks};`,
      env: {
        SPOOL: join(compiled.folder, 'delivery/index.js'),
        OPTIONS: JSON.stringify({ directory: folder, endpoint: `${CLOSED_PORT}/v1/logs` }),
        TO: '100',
      },
    });
  const limited = JSON.parse((await run(8)).stdout);
  expect(limited).toMatchObject({ written: 100, dropped: { write_failed: 0 } });
  const full = JSON.parse((await run(0)).stdout);
  expect(full).toMatchObject({ written: 0, dropped: { write_failed: 100 } });
  await start(folder, backEnd.url).forceFlush();
  await until(() => backEnd.stored.length >= 100);
  expect(numbers(backEnd).sort((one, other) => one - other)).toEqual(upTo(100));
});
