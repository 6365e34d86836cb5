// Has every call under every peer, one program for each, and writes what came of it: results.json and docs/blind-spots.md.
// Usage: npm run bench:blind-spots [-- <peer>…]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureFolder, NODE_VERSIONS, sourceOf } from '../../test/compatibility/cells.ts';
import { PEERS, type PeerColumn } from './peers.ts';
import { type Run, runProgram } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { consoleTable, page, type Results } from './table.ts';
import { judge, type Verdict } from './verdict.ts';

const NODE = 24;
const AT_ONCE = 2;

/** A program that hangs at its exit has a second chance. */
async function runTwice(peer: string, scenario: Scenario): Promise<Run> {
  const job = { node: NODE, peer, part: 'nothing', scenarios: [scenario] } as const;
  const run = await runProgram(job);
  return run.code === null ? runProgram(job) : run;
}

const bare = new Map<string, Promise<Run>>();

/** The same program without the peer, run once for all. */
function withoutPeer({ without }: PeerColumn, scenario: Scenario): Promise<Run> {
  const key = `${without} ${scenario.name}`;
  const known = bare.get(key) ?? runTwice(without, scenario);
  bare.set(key, known);
  return known;
}

const asked = process.argv.slice(2);
const columns = PEERS.filter(({ id }) => asked.length === 0 || asked.includes(id));
const verdicts: Record<string, Record<string, Verdict>> = {};
const cells = columns.flatMap((peer) => scenarios.map((scenario) => ({ peer, scenario })));
const total = cells.length;

async function work(): Promise<void> {
  for (let cell = cells.shift(); cell; cell = cells.shift()) {
    const { peer, scenario } = cell;
    const without = await withoutPeer(peer, scenario);
    const run = await runTwice(peer.id, scenario);
    verdicts[peer.id] = { ...verdicts[peer.id], [scenario.name]: judge(scenario, run, without) };
    process.stderr.write(`\r${total - cells.length}/${total} `);
  }
}

function versionOf(name: string): string {
  const file = join(fixtureFolder('blind-spots'), 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
const packages = [...new Set([...columns.flatMap((peer) => peer.packages), 'openai', '@opentelemetry/sdk-node'])];
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  node: NODE_VERSIONS[NODE],
  versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  verdicts: Object.fromEntries(
    columns.map(({ id }) => [
      id,
      Object.fromEntries(scenarios.map(({ name }) => [name, verdicts[id]?.[name] as Verdict])),
    ]),
  ),
};
process.stderr.write('\n');
console.log(consoleTable(results));
if (asked.length === 0) {
  writeFileSync(join(sourceOf('blind-spots'), 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync('docs/blind-spots.md', page(results));
}
