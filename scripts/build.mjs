// Builds dist/esm and dist/cjs, or `<folder>/esm` and `<folder>/cjs`: types by tsc, code by tsc and rollup. One file for each
// entry and few that they share: to load eighty small files takes ten times as long.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { rollup } from 'rollup';

const out = process.argv[2] ?? 'dist';
const modules = mkdtempSync(join(tmpdir(), 'otel-llm-errors-'));

const entries = ['index', 'winston/index', 'delivery/index', 'register'];
// What is generated from the catalogs is large, and the same for both formats.
const data = ['catalogs', 'general', 'texts'];

const formats = [
  { folder: 'esm', format: 'es', type: 'module', names: [...entries, 'cli/main'] },
  { folder: 'cjs', format: 'cjs', type: 'commonjs', names: entries },
];

function tsc(project, ...options) {
  const args = ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${project}.json`, ...options];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
}

/** Leaves the data in files of its own, which only shared files ask for. */
const dataApart = {
  name: 'data-apart',
  resolveId(id) {
    const [, name] = /\/generated\/(\w+)\.js$/.exec(id) ?? [];
    return data.includes(name) ? { id: `../../data/${name}.cjs`, external: true } : null;
  },
};

/** Keeps the declarations that the entries lead to. */
function dropOtherTypes(dir, names) {
  const wanted = new Set();
  const follow = (file) => {
    if (wanted.has(file)) return;
    wanted.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\()\s*["'](\.[^"']*)\.[jt]s["']/g)) {
      follow(join(dirname(file), `${path}.d.ts`));
    }
  };
  for (const name of names) follow(join(dir, `${name}.d.ts`));
  for (const path of readdirSync(dir, { recursive: true })) {
    const file = join(dir, path);
    if (file.endsWith('.d.ts') && !wanted.has(file)) rmSync(file);
  }
}

try {
  for (const folder of ['esm', 'cjs', 'data']) rmSync(join(out, folder), { recursive: true, force: true });
  tsc('esm', '--outDir', modules, '--declaration', 'false', '--removeComments');
  mkdirSync(join(out, 'data'), { recursive: true });
  for (const name of data) {
    const bundle = await rollup({ input: join(modules, 'classify/generated', `${name}.js`) });
    await bundle.write({ file: join(out, 'data', `${name}.cjs`), format: 'cjs' });
  }
  for (const { folder, format, type, names } of formats) {
    const dir = join(out, folder);
    tsc(folder, '--outDir', dir, '--emitDeclarationOnly');
    const bundle = await rollup({
      input: Object.fromEntries(names.map((name) => [name, join(modules, `${name}.js`)])),
      external: (id) => !/^[./]/.test(id) && !isAbsolute(id),
      plugins: [dataApart],
    });
    await bundle.write({
      dir,
      format,
      chunkFileNames: 'shared/[name].js',
      exports: 'named',
      interop: 'auto',
      hoistTransitiveImports: false,
      manualChunks: (id) => (/\/(?:classify|evidence)\//.test(id) ? 'classify' : undefined),
    });
    dropOtherTypes(dir, names);
    writeFileSync(join(dir, 'package.json'), `${JSON.stringify({ type })}\n`);
  }
} finally {
  rmSync(modules, { recursive: true, force: true });
}
