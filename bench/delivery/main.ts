import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compile } from '../../test/delivery/compiled.ts';
import { type Mode, ok, status } from '../../test/delivery/servers/back-end.ts';
import { createWorld, type Life, type World } from '../../test/delivery/spooled-run.ts';

// What is lost with the default exporters of a NodeSDK, with flushOnExit, and with the spool: `npx tsx bench/delivery/main.ts`.
// Real programs, a loopback provider that fails every call, a loopback OTLP back end. Takes some three minutes.

const SETUPS = { 'NodeSDK alone': 'defaults', flushOnExit: 'flush', spool: '{}' } as const;
const PRELOAD = ['--require', join(process.cwd(), 'test/delivery/programs/telemetry.cjs')];
const CALLS = 10;

const ENDS: Readonly<Record<string, Partial<Life>>> = {
  'by itself': {},
  SIGTERM: { signal: 'SIGTERM' },
  'process.exit': { end: 'exit' },
  'an uncaught error': { end: 'throw' },
  'an unhandled rejection': { end: 'rejection' },
  'out of memory': { end: 'out of memory', nodeArgs: ['--max-old-space-size=40'] },
  SIGKILL: { signal: 'SIGKILL' },
};

const OUTAGES = [
  { what: 'nobody listens', seconds: 5, mode: undefined },
  { what: 'nobody listens', seconds: 30, mode: undefined },
  { what: 'nobody listens', seconds: 60, mode: undefined },
  { what: '503', seconds: 60, mode: status(503) },
  { what: '500', seconds: 5, mode: status(500) },
] as const;

const compiled = compile();
try {
  const setups = Object.keys(SETUPS) as (keyof typeof SETUPS)[];
  console.log(`Node.js ${process.version}, ${cpus().length} cores. Lost of emitted events:\n`);
  console.log(row(['the program ends', ...setups]));
  console.log(row(['---', ...setups.map(() => '--:')]));
  for (const [end, life] of Object.entries(ENDS)) {
    const cells: string[] = [];
    for (const setup of setups) cells.push(await lost(setup, { calls: CALLS, ...life }));
    console.log(row([end, ...cells]));
  }
  // How a program ends does not matter here.
  const outageSetups = setups.filter((setup) => setup !== 'flushOnExit');
  console.log(`\n${row(['the back end is away', 'for', ...outageSetups])}`);
  console.log(row(['---', '--:', ...outageSetups.map(() => '--:')]));
  const rows = OUTAGES.map(async ({ what, seconds, mode }) => {
    const outage = (world: World) => away(world, seconds, mode);
    const calls = (7 + seconds + 12) * 2;
    const cells = outageSetups.map((setup) => lost(setup, { calls, env: { PAUSE: '500' } }, outage));
    return row([what, `${seconds} s`, ...(await Promise.all(cells))]);
  });
  for (const line of await Promise.all(rows)) console.log(line);
} finally {
  compiled.remove();
}

async function lost(
  setup: keyof typeof SETUPS,
  life: Partial<Life> & { readonly calls: number },
  meanwhile?: (world: World) => Promise<void>,
) {
  const world = await createWorld(ok);
  const env = { DELIVERY: SETUPS[setup], ...life.env };
  const [run] = await Promise.all([world.live({ ...life, compiled, preload: PRELOAD, env }), meanwhile?.(world)]);
  if (setup === 'spool') await world.replay();
  const { emitted, missing } = await world.end();
  if (emitted.size !== life.calls) throw new Error(`${emitted.size} calls of ${life.calls}: ${run.stderr}`);
  return `${missing.length} of ${emitted.size}`;
}

/** Seven seconds well from the first record, then away, then well again. */
async function away(world: World, seconds: number, mode: Mode | undefined): Promise<void> {
  while (world.backEnd.stored.length === 0) await sleep(20);
  await sleep(7000);
  await world.backEnd.become(mode);
  await sleep(seconds * 1000);
  await world.backEnd.become(ok);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
