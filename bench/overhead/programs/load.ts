// What loading a module costs on top of @opentelemetry/sdk-node, in a fresh process.
import { createRequire } from 'node:module';
import { report, request } from './harness.ts';

const require = createRequire(import.meta.url);
const { module, base } = request<{ module: string; base: string }>();
require(base);
for (let i = 0; i < 3; i++) globalThis.gc?.();
const before = process.memoryUsage();
const start = performance.now();
const cpu = process.cpuUsage();
const loaded = require(module);
const spent = process.cpuUsage(cpu);
const ms = performance.now() - start;
const { rss } = process.memoryUsage();
for (let i = 0; i < 3; i++) globalThis.gc?.();
const heap = process.memoryUsage().heapUsed - before.heapUsed;

let index: { ms: number; heap: number } | undefined;
if (loaded.createCatalogSet) {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const held = process.memoryUsage().heapUsed;
  const began = performance.now();
  const catalogs = loaded.createCatalogSet();
  const took = performance.now() - began;
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  index = { ms: took, heap: process.memoryUsage().heapUsed - held };
  if (!catalogs.forName('minimax')) throw new Error('the index is empty');
}
const files = Object.keys(require.cache).map(
  (path) => /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path)?.[1],
);
report({
  ms,
  cpu: (spent.user + spent.system) / 1000,
  rss: rss - before.rss,
  heap,
  index,
  packages: [...new Set(files)],
});
