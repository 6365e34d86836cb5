import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A generation of the OpenTelemetry SDK: a folder here with its manifest and lock file. */
export type SdkGeneration = 'sdk2' | 'sdk3';

/** One cell of the matrix. */
export interface Cell {
  readonly node: keyof typeof NODE_VERSIONS;
  readonly sdk: SdkGeneration;
}

/** The Node.js versions; what runs this stands in for its own. */
export const NODE_VERSIONS = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' } as const;

/** SDK 3 needs Node.js 22.15. */
export const CELLS: readonly Cell[] = [
  { node: 20, sdk: 'sdk2' },
  { node: 22, sdk: 'sdk2' },
  { node: 24, sdk: 'sdk2' },
  { node: 22, sdk: 'sdk3' },
  { node: 24, sdk: 'sdk3' },
];

/** A folder whose packages are installed together: an SDK generation, the instrumentations of others, HTTP clients, or a bench. */
export type Fixture = SdkGeneration | 'peers' | 'clients' | 'blind-spots';

const ROOT = process.cwd();

/** Where this package's own files for the matrix are. */
export const SOURCES = join(ROOT, 'test/compatibility');

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'otel-llm-errors');

/** Where a fixture's manifest and lock file are. */
export function sourceOf(fixture: Fixture): string {
  return fixture === 'blind-spots' ? join(ROOT, 'bench', fixture) : join(SOURCES, fixture);
}

/** Where a fixture is installed: outside the checkout, whose packages would be found too. */
export function fixtureFolder(fixture: Fixture): string {
  const lock = readFileSync(join(sourceOf(fixture), 'package-lock.json'));
  return join(CACHE, `${fixture}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
}

/** Where one Node.js version is installed. */
export function nodeFolder(node: Cell['node']): string {
  return join(CACHE, `node-${NODE_VERSIONS[node]}`);
}

/** The Node.js to run a cell with. */
export function nodeBinary(node: Cell['node']): string {
  return isRunning(node) ? process.execPath : join(nodeFolder(node), 'node_modules', 'node', 'bin', 'node');
}

/** Whether this very process runs on that Node.js. */
export function isRunning(node: Cell['node']): boolean {
  return process.version.startsWith(`v${node}.`);
}

/** Describes the same tests for every cell. */
export function describeCells(tests: (cell: Cell) => void): void {
  describe.each(CELLS)('on Node.js $node with $sdk', tests);
}
