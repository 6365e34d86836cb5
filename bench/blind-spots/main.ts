// Has every call under every peer, one program for each, and writes what came of it: results.json and docs/blind-spots.md.
// Usage: npm run bench:blind-spots [-- <peer or part of a call's name>…]. What is not measured stays as it was; `--page` measures
// nothing, and writes the page anew.
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

/** A program that hangs, in a call or at its exit, has a second chance. */
async function runTwice(peer: string, scenario: Scenario): Promise<Run> {
  const job = { node: NODE, peer, part: 'nothing', scenarios: [scenario] } as const;
  const run = await runProgram(job);
  return run.code === null || run.outcomes.some(({ late }) => late) ? runProgram(job) : run;
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
const asOf = (names: readonly string[]) => names.filter((name) => asked.some((each) => name.includes(each)));
const askedPeers = asOf(PEERS.map(({ id }) => id));
const askedCalls = asOf(scenarios.map(({ name }) => name));
const cells = PEERS.flatMap((peer) => scenarios.map((scenario) => ({ peer, scenario }))).filter(
  ({ peer, scenario }) =>
    asked.length === 0 ||
    (askedPeers.length + askedCalls.length > 0 &&
      (askedPeers.length === 0 || askedPeers.includes(peer.id)) &&
      (askedCalls.length === 0 || askedCalls.includes(scenario.name))),
);
const total = cells.length;
const measured: Record<string, Record<string, Verdict>> = {};

async function work(): Promise<void> {
  for (let cell = cells.shift(); cell; cell = cells.shift()) {
    const { peer, scenario } = cell;
    const without = await withoutPeer(peer, scenario);
    const run = await runTwice(peer.id, scenario);
    measured[peer.id] = { ...measured[peer.id], [scenario.name]: judge(scenario, run, without) };
    process.stderr.write(`\r${total - cells.length}/${total} `);
  }
}

function versionOf(name: string): string {
  const manifest = join(fixtureFolder('blind-spots'), 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

const file = join(sourceOf('blind-spots'), 'results.json');
const before = JSON.parse(readFileSync(file, 'utf8')) as Results;
await Promise.all(Array.from({ length: AT_ONCE }, work));
process.stderr.write('\n');

const packages = [...new Set([...PEERS.flatMap((peer) => peer.packages), 'openai', '@opentelemetry/sdk-node'])];
const now: Partial<Results> = {
  date: new Date().toISOString().slice(0, 10),
  node: NODE_VERSIONS[NODE],
  versions: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
};
const verdictOf = (peer: string, call: string) => (measured[peer]?.[call] ?? before.verdicts[peer]?.[call]) as Verdict;
const results: Results = {
  ...before,
  ...(total > 0 && now),
  verdicts: Object.fromEntries(
    PEERS.map(({ id }) => [id, Object.fromEntries(scenarios.map(({ name }) => [name, verdictOf(id, name)]))]),
  ),
};
console.log(consoleTable(results));
const json = JSON.stringify(results, null, 2);
// Lists on one line, as the formatter has them.
writeFileSync(file, `${json.replaceAll(/\[\s+([^\]]+?)\s+\]/g, (_, list) => `[${list.replaceAll(/\s+/g, ' ')}]`)}\n`);
writeFileSync('docs/blind-spots.md', page(results));
