// Where the benches run: packages installed once for each lock file, and a build of this checkout beside them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Packages that are installed together. */
export type Tree = 'sdk2' | 'sdk3' | 'peers';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'otel-llm-errors');
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const NODE_VERSIONS: Readonly<Record<string, string>> = { 22: '22.23.3', 24: '24.21.0' };

/** One run of the benches: a build of this checkout, and a folder beside each tree of packages that finds both. */
export class Workspace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'overhead-'));
  readonly #places = new Map<Tree, string>();

  /** Builds `source`, a checkout of this project with its packages installed. */
  constructor(source: string = ROOT) {
    const ours = this.package;
    execFileSync(process.execPath, ['scripts/build.mjs', join(ours, 'dist')], { cwd: source, stdio: 'inherit' });
    for (const file of ['package.json', 'README.md', 'LICENSE', 'catalogs']) {
      cpSync(join(source, file), join(ours, file), { recursive: true });
    }
  }

  /** The package as it would be published, unpacked. */
  get package(): string {
    return join(this.#folder, 'package');
  }

  /** A folder with the programs, from which the packages of a tree and our own are found. */
  place(tree: Tree): string {
    const known = this.#places.get(tree);
    if (known) return known;
    const folder = join(this.#folder, tree);
    const modules = join(folder, 'node_modules');
    const installed = join(installTree(tree), 'node_modules');
    mkdirSync(modules, { recursive: true });
    for (const name of readdirSync(installed)) {
      if (!name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name));
    }
    cpSync(this.package, join(modules, 'otel-llm-errors'), { recursive: true });
    cpSync(join(HERE, 'programs'), join(folder, 'programs'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    this.#places.set(tree, folder);
    return folder;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The Node.js to measure with, installed when it is not this one. */
export function nodeBinary(major: string): string {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  const version = NODE_VERSIONS[major];
  if (version === undefined) throw new Error(`Node.js ${major} is not one of ${Object.keys(NODE_VERSIONS).join(', ')}`);
  const folder = join(CACHE, `node-${version}`);
  fillOnce(folder, () => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    // What the npm package `node` installs by a script, without the script.
    const name = `${process.platform === 'darwin' ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;
    npm(folder, 'install', '--no-save', ...QUIET, `node@npm:${name}@${version}`);
  });
  return join(folder, 'node_modules/node/bin/node');
}

/** The version of a package in a tree. */
export function versionIn(tree: Tree, name: string): string {
  return JSON.parse(readFileSync(join(installTree(tree), 'node_modules', name, 'package.json'), 'utf8')).version;
}

function installTree(tree: Tree): string {
  const source = join(HERE, 'trees', tree);
  const lock = readFileSync(join(source, 'package-lock.json'));
  const folder = join(CACHE, `overhead-${tree}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  fillOnce(folder, () => {
    for (const file of ['.npmrc', 'package.json', 'package-lock.json']) cpSync(join(source, file), join(folder, file));
    npm(folder, 'ci', ...QUIET);
  });
  return folder;
}

function npm(folder: string, ...args: readonly string[]): void {
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Fills a folder once. It counts as filled when that came to its end. */
function fillOnce(folder: string, fill: () => void): void {
  const done = join(folder, '.complete');
  if (existsSync(done)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill();
  writeFileSync(done, '');
}
