import { cpus, loadavg } from 'node:os';
import { type Tree, versionIn } from './trees.ts';

/** Packages whose versions say what was measured. */
const PACKAGES: readonly (readonly [Tree, string, string])[] = [
  ['sdk2', 'SDK 2', '@opentelemetry/sdk-trace'],
  ['sdk2', '', '@opentelemetry/sdk-logs'],
  ['sdk3', 'SDK 3', '@opentelemetry/sdk-trace'],
  ['sdk3', '', '@opentelemetry/sdk-logs'],
  ['sdk3', '', '@opentelemetry/instrumentation-undici'],
  ['sdk3', '', '@opentelemetry/instrumentation-http'],
  ['sdk3', '', '@opentelemetry/winston-transport'],
  ['sdk3', '', 'winston'],
  ['peers', 'Peers', '@traceloop/node-server-sdk'],
  ['peers', '', '@langfuse/otel'],
  ['peers', '', '@arizeai/openinference-vercel'],
  ['peers', '', '@sentry/opentelemetry'],
];

const READING: Readonly<Record<string, string>> = {
  classify:
    'Naming the cause of an answer, from its text to the classification. A ratio is to `JSON.parse` of the same text.',
  span: 'A whole span, begun, filled, failed and ended, through `[ours, batch]` beside the same span through `[batch]`.',
  log: 'A record of winston through OpenTelemetry’s transport and a batching processor, with our processor in front of that one.',
  tap: 'A request over loopback with the taps and counters in place, beside the same request without; CPU of the client’s thread.',
  load: 'A fresh process each. Loading is `require` on top of `@opentelemetry/sdk-node`, in CPU time.',
};

/** The page of the benchmarks. */
export function pageOf(tables: ReadonlyMap<string, string>, node: string): string {
  const packages = PACKAGES.map(
    ([tree, label, name]) => `${label ? `${label}: ` : ''}\`${name}\` ${versionIn(tree, name)}`,
  );
  const sections = [...tables].map(([name, table]) => `## ${name}\n\n${READING[name] ?? ''}\n\n${table}\n`);
  return `# Benchmarks of overhead

What the plugin costs a program, held against bars. This page is written by

\`\`\`sh
npm run bench -- --write
\`\`\`

on ${new Date().toISOString().slice(0, 10)}, with Node.js ${node}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown processor'}, load
average ${loadavg()[0]?.toFixed(1)}. ${packages.join(', ')}.

How to read it: variants run in interleaved blocks of one process, in turns, and a ratio is the median of the ratios of single
rounds, in CPU time of the thread that does the work; absolute times are of this machine and mean little. **A/A** is the same
pipeline measured against itself in the same run: when it is out of range (1.5 % for spans and logs, 5 % for requests), the line
is not judged. “Stretch” is where a bar ought to be one day. Lines that say “no” are work to do, not decoration.

\`npm run bench -- --only span,tap\` measures some, \`--node 22\` another Node.js, \`--source <folder>\` another checkout.
\`npm run bench:smoke\` only shows that everything runs.

${sections.join('\n')}`;
}
