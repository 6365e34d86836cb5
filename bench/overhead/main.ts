// Measures what this project costs, and holds it against its bars. Usage: npm run bench -- [--only span,tap] [--node 24] [--smoke] [--write]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, Measured } from './bench.ts';
import { classify } from './benches/classify.ts';
import { load } from './benches/load.ts';
import { log } from './benches/log.ts';
import { span } from './benches/span.ts';
import { tap } from './benches/tap.ts';
import { pageOf } from './page.ts';
import { checkComplete, missed, tableOf } from './table.ts';
import { nodeBinary, Workspace } from './trees.ts';

const BENCHES: readonly Bench[] = [classify, span, log, tap, load];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    node: { type: 'string', default: '24' },
    smoke: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    source: { type: 'string' },
  },
});

if (options.write && (options.only !== undefined || options.smoke)) throw new Error('--write takes a whole run');

const wanted = options.only?.split(',');
const unknown = wanted?.filter((name) => !BENCHES.some((bench) => bench.name === name)) ?? [];
if (unknown.length > 0) throw new Error(`no bench is called ${unknown.join(', ')}: ${BENCHES.map(({ name }) => name)}`);

const node = nodeBinary(options.node);
const workspace = new Workspace(options.source);
try {
  const tables = new Map<string, string>();
  for (const bench of BENCHES) {
    if (wanted && !wanted.includes(bench.name)) continue;
    const started = performance.now();
    const measured: readonly Measured[] = await bench.run({ workspace, node, smoke: options.smoke });
    checkComplete(bench, measured);
    tables.set(bench.name, tableOf(bench, measured));
    const seconds = Math.round((performance.now() - started) / 1000);
    if (options.smoke) console.log(`${bench.name}: ${measured.length} of ${bench.bars.length} lines in ${seconds} s`);
    else
      console.log(
        `\n${bench.name}, ${seconds} s; missed: ${missed(bench, measured).join(', ') || 'none'}\n\n${tables.get(bench.name)}`,
      );
  }
  if (options.write) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    writeFileSync('docs/benchmarks.md', pageOf(tables, version));
  }
} finally {
  workspace.dispose();
}
