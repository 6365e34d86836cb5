// Adds to package-lock.json the optional packages of other platforms that the registry at hand did not offer when the lock was
// written: without them `npm ci` refuses the lock. Usage: node scripts/complete-lock.mjs [package-lock.json]
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'win32', 'openbsd', 'netbsd', 'openharmony', 'sunos', 'aix'];
const PROCESSORS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32', 'mips64el'];

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;
let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${file}: ${added} optional packages added`);

/** Whether a package is locked where `from` would find it: beside it or further out. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** System, processor and C library as the name of a platform package says them. */
function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, '').split('-');
  const system = SYSTEMS.find((each) => words.includes(each));
  const processor = words
    .map((word) => (word === 'arm64' ? word : word.replace(/^arm.*/, 'arm')))
    .find((word) => PROCESSORS.includes(word));
  return {
    ...(processor && { cpu: [processor] }),
    ...(words.some((word) => word.startsWith('musl')) && { libc: ['musl'] }),
    ...(system && { os: [system] }),
  };
}
