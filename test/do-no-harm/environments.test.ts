import { join } from 'node:path';
import { type Cell, fixtureFolder } from '../compatibility/cells.ts';
import { runNode } from '../compatibility/run-program.ts';
import { DO_NO_HARM_CELLS } from './cells.ts';

// Node.js can be told to be strict, and a program can load the plugin in odd ways: neither may change what its calls give.

const PROGRAM = join(process.cwd(), 'test/do-no-harm/environment.mjs');

interface Printed {
  readonly got: readonly unknown[];
  readonly seen?: number;
  readonly named?: number;
  readonly trips?: Readonly<Record<string, number>>;
}

type Setup = 'none' | 'once' | 'twice' | 'restarts';

async function run(
  cell: Cell,
  flags: readonly string[],
  setup: Setup,
  where = '',
): Promise<Printed & { code: number | null }> {
  // Nobody listens there: what a NodeSDK sends is lost at once.
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_NODE_RESOURCE_DETECTORS: 'none' };
  const { code, stdout, stderr } = await runNode(cell.node, cell.sdk, [...flags, PROGRAM, setup, where], env);
  try {
    return { code, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Printed) };
  } catch {
    throw new Error(`${fixtureFolder(cell.sdk)} ended with ${code}: ${stderr}`);
  }
}

const permission = ({ node }: Cell): readonly string[] => [
  node >= 24 ? '--permission' : '--experimental-permission',
  '--allow-fs-read=*',
  // Since 25 the network needs it too.
  ...(node >= 26 ? ['--allow-net'] : []),
];

const FLAGS: Readonly<Record<string, (cell: Cell) => readonly string[]>> = {
  'no flags': () => [],
  '--frozen-intrinsics': () => ['--frozen-intrinsics'],
  '--disallow-code-generation-from-strings': () => ['--disallow-code-generation-from-strings'],
  '--disable-proto=throw': () => ['--disable-proto=throw'],
  'nothing to be written': permission,
  '--stack-trace-limit=0': () => ['--stack-trace-limit=0'],
  '--throw-deprecation': () => ['--throw-deprecation'],
};

describe.each(DO_NO_HARM_CELLS)('on Node.js $node with $sdk', (cell) => {
  let plain: Printed;
  beforeAll(async () => {
    plain = await run(cell, [], 'none');
  });

  it.each(Object.keys(FLAGS))('gives the same with %s', async (name) => {
    const printed = await run(cell, FLAGS[name]?.(cell) ?? [], 'once');
    expect(printed).toEqual({ code: 0, got: plain.got, seen: 6, named: 6, trips: {} });
  });

  it.each(['twice', 'restarts'] as const)(
    'gives the same and counts each failure once when it is loaded: %s',
    async (setup) => {
      expect(await run(cell, [], setup)).toEqual({ code: 0, got: plain.got, seen: 6, named: 6, trips: {} });
    },
  );

  it.each(['once', 'twice'] as const)('gives the same inside a worker, loaded %s', async (setup) => {
    expect(await run(cell, [], setup, 'worker')).toEqual({ code: 0, got: plain.got, seen: 6, named: 6, trips: {} });
  });
});
