import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './pages.ts';

/** Packages that users have beside ours, and the one that ours brings. */
const BESIDE = ['@opentelemetry', 'eventsource-parser', 'winston'];

/** A folder outside the repository in which the package is installed. */
export interface Installed {
  readonly folder: string;
  /** The program of the command line. */
  readonly cli: string;
  /** Makes a folder below, whose programs find the installed packages. */
  project(name: string, files: Readonly<Record<string, string>>): string;
  remove(): void;
}

/** Builds the package apart from `dist`, which other tests may be making anew, and installs it. */
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const installed = join(folder, 'node_modules', 'otel-llm-errors');
  mkdirSync(installed, { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), join(installed, 'dist')], { cwd: ROOT });
  for (const part of ['package.json', 'catalogs']) cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  for (const name of BESIDE) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  return {
    folder,
    cli: join(installed, 'dist', 'esm', 'cli', 'main.js'),
    project(name, files) {
      const project = join(folder, name.replace(/\W/g, '-'));
      mkdirSync(project);
      for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
      return project;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
