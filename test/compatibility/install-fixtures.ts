import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cell,
  type Fixture,
  fixtureFolder,
  isRunning,
  NODE_VERSIONS,
  nodeFolder,
  SOURCES,
  sourceOf,
} from './cells.ts';

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

function npm(folder: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
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

function installNode(node: Cell['node']): void {
  const folder = nodeFolder(node);
  fillOnce(folder, () => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    // What the npm package `node` installs by a script, without the script.
    const name = `${process.platform === 'darwin' ? 'node-bin' : 'node'}-${process.platform}-${process.arch}`;
    npm(folder, 'install', '--no-save', ...QUIET, `node@npm:${name}@${NODE_VERSIONS[node]}`);
  });
}

function pack(): string {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'otel-llm-errors-'));
  const [packed] = JSON.parse(npm(process.cwd(), 'pack', '--json', '--loglevel=error', '--pack-destination', folder));
  return join(folder, packed.filename);
}

/**
 * Packs the package and installs it into fixtures, outside the checkout. Dependencies are downloaded once for each lock file,
 * Node.js once for each version.
 */
export function installFixtures(nodes: readonly Cell['node'][], fixtures: readonly Fixture[]): void {
  const started = Date.now();
  const tarball = pack();
  for (const node of nodes) if (!isRunning(node)) installNode(node);
  for (const fixture of fixtures) installFixture(fixture, tarball);
  console.log(`Installed ${fixtures.join(', ')} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function installFixture(fixture: Fixture, tarball: string): void {
  const folder = fixtureFolder(fixture);
  const source = sourceOf(fixture);
  fillOnce(folder, () => {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      if (existsSync(join(source, file))) cpSync(join(source, file), join(folder, file));
    }
    npm(folder, 'ci', ...QUIET);
  });
  const programs = join(source, 'programs');
  rmSync(join(folder, 'programs'), { recursive: true, force: true });
  cpSync(existsSync(programs) ? programs : join(SOURCES, 'programs'), join(folder, 'programs'), { recursive: true });
  npm(folder, 'install', '--no-save', '--prefer-offline', ...QUIET, tarball);
}
