import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cell, fixtureFolder, nodeBinary } from '../../test/compatibility/cells.ts';
import { createCollector } from './collector.ts';
import type { Exported } from './exported.ts';
import { createScenarioServers } from './scenario-servers.ts';
import { KEY, type Scenario } from './scenarios.ts';

/** What a program is to do. */
export interface Job {
  readonly node: Cell['node'];
  /** A name in `programs/peers.cjs`. */
  readonly peer: string;
  /** Our part in it. */
  readonly part: 'nothing' | 'first' | 'last';
  readonly scenarios: readonly Scenario[];
  /** The program handles rejections that nobody caught, and so goes on. */
  readonly catching?: boolean;
  /** How long the program waits after each call for what comes of it, in milliseconds; by default 100. */
  readonly pause?: number;
}

/** What a program saw of one call: a result, an error, the parts of a stream; `late` when the call came to no end. */
export interface Outcome {
  readonly name: string;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly chunks?: readonly unknown[];
  readonly late?: boolean;
}

/** How a program ended, what it saw, and what the peer exported. Addresses are masked. */
export interface Run {
  /** `null` when it had to be ended. */
  readonly code: number | null;
  readonly stderr: string;
  readonly outcomes: readonly Outcome[];
  readonly exported: readonly Exported[];
}

const LIMIT = 180_000;

/** Runs a program under a peer, against providers on loopback addresses. */
export async function runProgram(job: Job): Promise<Run> {
  const servers = await createScenarioServers();
  const collector = await createCollector();
  const folder = mkdtempSync(join(tmpdir(), 'blind-spots-'));
  const files = { RECORDS: join(folder, 'records'), OUTCOMES: join(folder, 'outcomes') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const calls = job.scenarios.map((scenario) => ({
    name: scenario.name,
    call: scenario.call,
    url: servers.urlOf(scenario),
    key: KEY,
    retries: scenario.call === 'chat' && !scenario.failure,
  }));
  try {
    const { code, stderr } = await runChild(job, {
      ...files,
      COLLECTOR: collector.url,
      HOSTS: JSON.stringify(servers.hosts),
      JOB: JSON.stringify({ calls, catching: job.catching, pause: job.pause ?? 100 }),
    });
    const exported = [...readLines<Exported>(files.RECORDS), ...masked(collector.exported)];
    return { code, stderr, outcomes: readLines<Outcome>(files.OUTCOMES), exported };
  } finally {
    rmSync(folder, { recursive: true });
    await Promise.all([servers.close(), collector.close()]);
  }
}

/** A child that hangs at its exit is ended, and has `null` for a code. */
function runChild({ node, peer, part }: Job, env: Readonly<Record<string, string>>) {
  const child = spawn(nodeBinary(node), ['programs/app.cjs', peer, part], {
    cwd: fixtureFolder('blind-spots'),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ readonly code: number | null; readonly stderr: string }>((resolve, reject) =>
    child.on('error', reject).on('close', (code) => resolve({ code, stderr })),
  );
}

/** Ports differ from run to run. */
function masked<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:port')) as T;
}

function readLines<T>(file: string): readonly T[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => masked(JSON.parse(line) as T));
}
