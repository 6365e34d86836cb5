// Tries millions of hostile inputs; docs/fuzzing.md says how and what came of it.
import { fork } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultReportMessage } from 'fast-check';
import { type Run, runTarget, type Worst } from '../test/fuzz/run-target.ts';
import type { Target } from '../test/fuzz/target.ts';
import { readTargets } from '../test/fuzz/targets.ts';
import { Watchdog } from './fuzz/watchdog.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '42' },
    /** Names of targets, with commas; all where it is left out. */
    target: { type: 'string' },
    /** Minutes after which no new batch begins. */
    minutes: { type: 'string', default: '120' },
    jobs: { type: 'string', default: '1' },
    /** `<seed>:<path>` of one finding. */
    replay: { type: 'string' },
  },
});

const BATCH = 5_000;
/** Milliseconds that one case may take before it counts as a hang. */
const PATIENCE = 60_000;
/** What may be held after a target's cases more than before, in bytes; asked where there were enough cases to tell. */
const MOST_HELD = 4 * 1024 * 1024;
const CASES_TO_TELL = 50_000;

// Millions of cases make errors; only the one that is replayed needs a trace.
if (values.replay === undefined) Error.stackTraceLimit = 0;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const deadline = Date.now() + Number(values.minutes) * 60_000;

const all = readTargets(fileURLToPath(new URL('..', import.meta.url)));
const wanted = values.target?.split(',');
const unknown = wanted?.filter((name) => all.every((target) => target.name !== name)) ?? [];
if (unknown.length > 0)
  throw new Error(`no target ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`);
const targets = all.filter(({ name }) => wanted === undefined || wanted.includes(name));

process.exitCode = values.replay !== undefined ? await replay(values.replay) : await (isParent() ? share() : fuzz());

function isParent(): boolean {
  return Number(values.jobs) > 1 && targets.length > 1;
}

/** Deals the targets out to processes; the outcome is the worst of theirs. */
async function share(): Promise<number> {
  const jobs = Math.min(Number(values.jobs), targets.length);
  const hands = Array.from({ length: jobs }, (_, job) => targets.filter((_target, index) => index % jobs === job));
  const whole = sharesOf(targets);
  const codes = hands.map(async (hand) => {
    const cases = Math.round((Number(values.cases) * sharesOf(hand)) / whole);
    const child = fork(fileURLToPath(import.meta.url), [
      ...['--cases', String(cases), '--seed', values.seed, '--minutes', values.minutes],
      ...['--target', hand.map(({ name }) => name).join(',')],
    ]);
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
  return Math.max(...(await Promise.all(codes)));
}

/** Runs every target's part and says one line about each. */
async function fuzz(): Promise<number> {
  const watchdog = new Watchdog(PATIENCE);
  let findings = 0;
  let cases = 0;
  for (const target of targets) {
    const part = Math.ceil((Number(values.cases) * (target.share ?? 1)) / sharesOf(targets));
    const done = await fuzzTarget(target, part, watchdog);
    findings += done.findings;
    cases += done.cases;
  }
  console.log(`${cases} cases, ${findings} findings`);
  return findings > 0 ? 1 : 0;
}

async function fuzzTarget(target: Target, part: number, watchdog: Watchdog) {
  let cases = 0;
  let busy = 0;
  let held: number | undefined;
  let worst: Worst = { microseconds: 0, size: 0 };
  let finding: string | undefined;
  for (let batch = 0; cases < part && finding === undefined && Date.now() < deadline; batch++) {
    const seed = seedOf(Number(values.seed), batch);
    const size = Math.min(BATCH, part - cases);
    watchdog.watch(`--target ${target.name} --replay ${seed}`);
    const started = performance.now();
    const run: Run = await runTarget(target, { seed, cases: size, onCase: (index) => watchdog.reached(index) });
    busy += performance.now() - started;
    watchdog.rest();
    cases += run.details.numRuns;
    if (run.worst.microseconds > worst.microseconds) worst = run.worst;
    finding = reportOf(run, target, seed);
    // After the first batch: until then caches fill.
    if (batch === 0) held = await heapUsed();
  }
  const grown = held === undefined ? 0 : (await heapUsed()) - held;
  if (finding === undefined && cases >= CASES_TO_TELL && grown > MOST_HELD)
    finding = `${target.name} holds ${grown} bytes`;
  const columns = [
    target.name.padEnd(28),
    `${cases} cases`.padStart(15),
    `${Math.round((cases / busy) * 1000)}/s`.padStart(9),
    `${finding === undefined ? 0 : 1} findings`.padStart(12),
    `worst ${Math.round(worst.microseconds)} µs at ${worst.size} characters`.padStart(44),
    `${grown >= 0 ? '+' : ''}${Math.round(grown / 1024)} KiB held`.padStart(18),
  ];
  console.log(columns.join(''));
  if (finding !== undefined) console.log(finding);
  return { cases, findings: finding === undefined ? 0 : 1 };
}

/** Runs one case again, from where fast-check says it stands, and shrinks it. */
async function replay(place: string): Promise<number> {
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error('--replay needs one --target');
  const [seed = '', ...path] = place.split(':');
  const watchdog = new Watchdog(PATIENCE);
  watchdog.watch(`--target ${target.name} --replay ${seed}`);
  const run = await runTarget(target, { seed: Number(seed), cases: BATCH, path: path.join(':') });
  const report = reportOf(run, target, Number(seed));
  console.log(report ?? `${target.name} holds there.`);
  return report === undefined ? 0 : 1;
}

function reportOf({ details }: Run, target: Target, seed: number): string | undefined {
  if (!details.failed) return undefined;
  const again = `npm run fuzz -- --target ${target.name} --replay ${seed}:${details.counterexamplePath}`;
  const error = details.errorInstance as { readonly stack?: string } | null;
  const said = (error?.stack ?? String(error)).split('\n').slice(0, 8).join('\n');
  return `${said}\n${defaultReportMessage(details)}\n${again}`;
}

function sharesOf(list: readonly Target[]): number {
  return list.reduce((sum, target) => sum + (target.share ?? 1), 0);
}

/** A seed for each batch, far from that of the next run. */
function seedOf(seed: number, batch: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(batch, 0x85ebca6b)) >>> 1;
}

async function heapUsed(): Promise<number> {
  // Decompressors are let go of in a turn of their own.
  await setImmediate();
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
