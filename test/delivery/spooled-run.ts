import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DropCounts } from '../../src/delivery/index.ts';
import { startSpool } from '../../src/delivery/index.ts';
import { keyFor } from '../vendors/scenario.ts';
import { createVendorServer } from '../vendors/vendor-server.ts';
import type { Compiled } from './compiled.ts';
import { type ProgramEnd, type ProgramRun, runProgram } from './run-program.ts';
import { type BackEnd, createBackEnd, type Mode, ok, requestIdOf } from './servers/back-end.ts';

/** Nothing was dropped for any reason. */
export const NOTHING_DROPPED: DropCounts = { size: 0, age: 0, rejected: 0, corrupt: 0, write_failed: 0 };

/** One life of `failing-app.mjs` with a spool. */
export interface Life extends Omit<ProgramRun, 'program'> {
  readonly compiled: Compiled;
  /** How it ends: a name in the program. */
  readonly end?: string;
  /** It is ended from outside, once all its calls have failed. */
  readonly signal?: NodeJS.Signals;
  /** And once it has begun to send what it spooled. */
  readonly whileSending?: boolean;
  /** And after so many milliseconds more. */
  readonly afterMillis?: number;
  readonly calls?: number;
  /** What starts the SDK and the spool; by default `register`. */
  readonly preload?: readonly string[];
}

/** A provider, a back end and a spool's folder that programs come and go beside. */
export interface World {
  readonly backEnd: BackEnd;
  readonly directory: string;
  live(life: Life): Promise<ProgramEnd>;
  /** What a program at the next start does, without the program: takes over what is there and sends it. */
  replay(): Promise<void>;
  /** Closes everything. Returns the books of all sides. */
  end(): Promise<Books>;
}

/** What each side noted, by the id that the provider gave a call. */
export interface Books {
  /** Failed calls by the provider's notes; a program may have been killed before it saw the last. */
  readonly served: ReadonlySet<string>;
  /** Failed calls by the programs' notes. */
  readonly emitted: ReadonlySet<string>;
  readonly arrived: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly duplicates: number;
  readonly dropped: DropCounts;
  /** Emitted, neither arrived nor refused by the back end. */
  readonly missing: readonly string[];
  /** Distinct `log.record.uid` that stand for one call, where they are not exactly one. */
  readonly unstable: readonly string[];
  readonly filesLeft: readonly string[];
}

const open = new Set<() => Promise<unknown>>();

/** Closes the worlds of tests that failed; to be called after all tests. */
export async function closeWorlds(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
}

/** Sets the world up. `mode` is the back end's first. */
export async function createWorld(mode: Mode | undefined): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'spooled-'));
  const directory = join(folder, 'spool');
  const notes = join(folder, 'notes');
  const vendor = await createVendorServer({ vendor: 'minimax' });
  const backEnd = await createBackEnd();
  await backEnd.become(mode);
  let dropped = NOTHING_DROPPED;
  const close = async () => {
    open.delete(close);
    await Promise.all([vendor.close(), backEnd.close()]);
  };
  open.add(close);

  return {
    backEnd,
    directory,
    live: ({ compiled, end, signal, whileSending, calls = 5, afterMillis = 0, preload, nodeArgs = [], env, ...run }) =>
      runProgram({
        program: 'failing-app.mjs',
        nodeArgs: [...(preload ?? ['--require', compiled.register]), ...nodeArgs],
        env: {
          VENDOR: vendor.url,
          KEY: keyFor({ surface: 'native-json', row: 'minimax/1008' }),
          NOTES: notes,
          CALLS: String(calls),
          END: signal ? 'signal' : (end ?? 'natural'),
          OTEL_LLM_ERRORS_SPOOL_DIR: directory,
          COMPILED: compiled.folder,
          OTEL_LLM_ERRORS_HOSTS: `${vendor.host}=minimax`,
          OTEL_LLM_ERRORS_EVENTS_PER_MINUTE: '1000000',
          OTEL_EXPORTER_OTLP_ENDPOINT: backEnd.url,
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_NODE_RESOURCE_DETECTORS: 'env',
          ...env,
        },
        onOutput: async (child, stdout) => {
          if (!signal || stdout !== 'ready\n') return;
          // Nobody sees a program knock where nobody listens.
          const patience = Date.now() + 3000;
          while (whileSending && backEnd.requests.length === 0 && Date.now() < patience) await sleep(5);
          await sleep(afterMillis);
          child.kill(signal);
        },
        ...run,
      }),
    async replay() {
      const spool = startSpool({ directory, endpoint: `${backEnd.url}/v1/logs` });
      await spool.forceFlush();
      await spool.shutdown();
      dropped = spool.stats.droppedEver;
    },
    async end() {
      await close();
      const filesLeft = (existsSync(directory) ? readdirSync(directory) : []).filter(
        (file) => !file.startsWith('dropped.'),
      );
      const emitted = new Set(readFileSync(notes, 'utf8').trim().split('\n'));
      rmSync(folder, { recursive: true });
      const served = new Set(vendor.served.filter(({ row }) => row).map(({ requestId }) => requestId));
      const uids = new Map<string, Set<unknown>>();
      // Without an id: a lost connection, which is no failure that the provider knows of.
      const stored = backEnd.stored.filter((log) => log.attributes['llm_error.request_id'] !== undefined);
      for (const log of stored) {
        const id = requestIdOf(log);
        uids.set(id, (uids.get(id) ?? new Set()).add(log.attributes['log.record.uid']));
      }
      const arrived = new Set(uids.keys());
      return {
        served,
        emitted,
        arrived,
        refused: backEnd.refused,
        duplicates: stored.length - arrived.size,
        dropped,
        missing: [...emitted].filter((id) => !arrived.has(id) && !backEnd.refused.has(id)),
        unstable: [...uids].filter(([, each]) => each.size !== 1 || each.has(undefined)).map(([id]) => id),
        filesLeft,
      };
    },
  };
}

/** The usual story: one life while the back end behaves badly, and a replay once it behaves. */
export async function liveAndReplay(mode: Mode | undefined, life: Life): Promise<Books & { readonly run: ProgramEnd }> {
  const world = await createWorld(mode);
  const run = await world.live(life);
  await world.backEnd.become(ok);
  await world.replay();
  return { ...(await world.end()), run };
}
