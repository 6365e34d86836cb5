import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bar, Bench, Measured, Run } from '../bench.ts';
import { median } from '../programs/harness.ts';
import { runProgram } from '../run-program.ts';
import { type Tree, versionIn } from '../trees.ts';

interface Loaded {
  readonly ms: number;
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
  readonly index?: { readonly ms: number; readonly heap: number };
  readonly packages: readonly string[];
}

const OURS = 'otel-llm-errors';
const SDK_NODE = '@opentelemetry/sdk-node';
/** What the main entry may load beside itself. */
const CORE = new Set([OURS, '@opentelemetry/api', 'eventsource-parser']);

const bars: readonly Bar[] = [
  { id: 'ms', title: 'loading on top of sdk-node', limit: 6, unit: 'ms' },
  { id: 'memory', title: 'memory of loading on top of sdk-node', limit: 1024, unit: 'KB' },
  { id: 'index ms', title: 'the index of the catalogs', limit: 2, unit: 'ms' },
  { id: 'index heap', title: 'heap of that index', limit: 150, unit: 'KB' },
  { id: 'tarball', title: 'the published tarball', limit: 600, unit: 'KB' },
  { id: 'packages', title: 'packages that the main entry loads beside its core', limit: 0, unit: 'count' },
  { id: 'installs', title: 'installs refused, beside SDK 2 and SDK 3', limit: 0, unit: 'count' },
];

/** Loading, the size, and whether it installs. */
export const load: Bench = {
  name: 'load',
  tolerance: 0.015,
  bars,
  async run(run) {
    const ours = await loads(run, 'sdk2', OURS);
    const undici = await loads(run, 'sdk2', '@opentelemetry/instrumentation-undici');
    const [langfuse, traceloop] = [
      await loads(run, 'peers', '@langfuse/otel'),
      await loads(run, 'peers', '@traceloop/node-server-sdk'),
    ];
    const alone = await runProgram<Loaded>(run.node, run.workspace.place('sdk2'), 'load.ts', {
      module: OURS,
      base: 'node:util',
    });
    const peers = (of: (each: Loaded) => number, unit: string): string =>
      Object.entries({ 'instrumentation-undici': undici, Langfuse: langfuse, Traceloop: traceloop })
        .map(([name, list]) => `${name} ${median(list.map(of)).toPrecision(2)} ${unit}`)
        .join(', ');
    const tarball = pack(run.workspace.package);
    try {
      return [
        { bar: 'ms', value: median(ours.map(({ cpu }) => cpu)), beside: peers(({ cpu }) => cpu, 'ms') },
        {
          bar: 'memory',
          value: median(ours.map(({ heap }) => heap)) / 1024,
          beside: peers(({ heap }) => heap / 2 ** 20, 'MB'),
        },
        { bar: 'index ms', value: median(ours.map(({ index }) => index?.ms ?? Number.NaN)) },
        { bar: 'index heap', value: median(ours.map(({ index }) => index?.heap ?? Number.NaN)) / 1024 },
        { bar: 'tarball', value: tarball.size / 1024 },
        {
          bar: 'packages',
          value: alone.packages.filter((name) => !CORE.has(name)).length,
          beside: alone.packages.join(', '),
        },
        installs(run, tarball.file),
      ];
    } finally {
      rmSync(tarball.folder, { recursive: true, force: true });
    }
  },
};

async function loads({ workspace, node, smoke }: Run, tree: Tree, module: string): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  for (let i = 0; i < (smoke ? 1 : 9); i++) {
    loaded.push(await runProgram<Loaded>(node, workspace.place(tree), 'load.ts', { module, base: SDK_NODE }));
  }
  return loaded;
}

function pack(folder: string): { file: string; size: number; folder: string } {
  const target = mkdtempSync(join(tmpdir(), 'overhead-pack-'));
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', target];
  const [{ filename, size }] = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }));
  return { file: join(target, filename), size, folder: target };
}

/** Lets npm resolve our tarball beside each generation, as a user's first install does; it refuses with ERESOLVE. */
function installs({ smoke }: Run, tarball: string): Measured {
  if (smoke) return { bar: 'installs', value: 0 };
  let refused = 0;
  for (const tree of ['sdk2', 'sdk3'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'overhead-install-'));
    const wanted = ['@opentelemetry/api', SDK_NODE].map((name) => `${name}@${versionIn(tree, name)}`);
    try {
      writeFileSync(join(folder, 'package.json'), '{"private":true}');
      const args = [
        'install',
        '--package-lock-only',
        '--no-audit',
        '--no-fund',
        '--engine-strict=false',
        tarball,
        ...wanted,
      ];
      execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    } catch {
      refused += 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { bar: 'installs', value: refused };
}
