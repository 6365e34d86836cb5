import Table from 'cli-table3';
import { PEERS, type PeerColumn } from './peers.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import type { Harm, Verdict } from './verdict.ts';

/** What a run of the bench found. */
export interface Results {
  readonly date: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  /** By peer, then by scenario. */
  readonly verdicts: Readonly<Record<string, Readonly<Record<string, Verdict>>>>;
}

const HARMS: Readonly<Record<Harm, string>> = { crash: 'C', thrown: 'T', error: 'E', result: 'R' };
const SEEN: Readonly<Record<Verdict['seen'], string>> = { failure: '●', success: '○', nothing: '×' };
const CAUSE: Readonly<Record<Verdict['cause'], string>> = { value: '✓', prose: '“', nowhere: '' };

function inSight(peer: PeerColumn, { call }: Scenario, verdict: Verdict): boolean {
  return verdict.seen !== 'nothing' || peer.sight.includes(call);
}

function cell(peer: PeerColumn, scenario: Scenario, verdict: Verdict): string {
  const letters = `${verdict.leaked ? 'K' : ''}${verdict.harms.map((harm) => HARMS[harm]).join('')}`;
  const seen = inSight(peer, scenario, verdict) ? SEEN[verdict.seen] + CAUSE[verdict.cause] : '–';
  return letters ? `${seen} ${letters}` : seen;
}

interface Line {
  readonly title: string;
  readonly of: (
    counted: readonly { readonly scenario: Scenario; readonly verdict: Verdict; readonly sight: boolean }[],
  ) => string;
}

const SUMS: readonly Line[] = [
  {
    title: 'failures seen, of those in sight',
    of: (all) => {
      const failures = all.filter(({ scenario, sight }) => scenario.failure && sight);
      return `${failures.filter(({ verdict }) => verdict.seen === 'failure').length}/${failures.length}`;
    },
  },
  {
    title: 'seen, with the cause as a value',
    of: (all) =>
      `${all.filter(({ scenario, verdict }) => scenario.failure && verdict.seen === 'failure' && verdict.cause === 'value').length}`,
  },
  {
    title: 'false alarms',
    of: (all) => `${all.filter(({ scenario, verdict }) => !scenario.failure && verdict.seen === 'failure').length}`,
  },
  { title: 'key exported', of: (all) => `${all.filter(({ verdict }) => verdict.leaked).length}` },
  { title: 'program harmed', of: (all) => `${all.filter(({ verdict }) => verdict.harms.length > 0).length}` },
];

function rows({ verdicts }: Results): {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
} {
  const columns = PEERS.filter(({ id }) => verdicts[id]);
  const counted = columns.map((peer) =>
    scenarios.map((scenario) => {
      const verdict = verdicts[peer.id]?.[scenario.name] as Verdict;
      return { scenario, verdict, sight: inSight(peer, scenario, verdict) };
    }),
  );
  return {
    head: ['call', ...columns.map(({ title }) => title)],
    lines: [
      ...scenarios.map((scenario) => [
        scenario.failure ? scenario.name : `${scenario.name} (no failure)`,
        ...columns.map((peer) => cell(peer, scenario, verdicts[peer.id]?.[scenario.name] as Verdict)),
      ]),
      ...SUMS.map(({ title, of }) => [title, ...counted.map(of)]),
    ],
  };
}

/** The table for a terminal. */
export function consoleTable(results: Results): string {
  const { head, lines } = rows(results);
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...lines.map((line) => [...line]));
  return table.toString();
}

/** The page of the documentation. */
export function page(results: Results): string {
  const { head, lines } = rows(results);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const versions = Object.entries(results.versions).map(([name, version]) => `\`${name}\` ${version}`);
  return `# What each tool sees

Twenty calls of LLMs, eighteen of which fail, under each tool that watches programs on Node.js: what it exports, and what it does
to the program. Measured on ${results.date} with Node.js ${results.node}, against providers on loopback addresses that answer as the real ones do.
This page is written by \`npm run bench:blind-spots\`, which repeats the measurement.

${line(head)}
${line(head.map((_, index) => (index === 0 ? '---' : ':-:')))}
${lines.map(line).join('\n')}

| sign | means |
| :-: | --- |
| ● | ended as a failure |
| ○ | ended, and looks like a success |
| × | nothing was exported, mostly because the span never ended |
| – | not made to see such a call |
| ✓ | the cause is in a field of its own: the provider's code or a category, something to group by |
| “ | the cause is in prose only, in the words of the provider |
| K | the API key, which the provider repeats in its answer, was exported |
| T | an error was thrown into the program, which gets none without the tool |
| C | the program ended, unless it handles rejections that nobody caught |
| E | the program got another error than without the tool |
| R | the program got another result or other parts of a stream |

In two rows nothing fails: a call whose third attempt succeeds, and a stream that its reader gives up. ● is a false alarm there;
in the first, ✓ says that the refused attempts can be seen.

## How it was measured

- One program for each cell, and one without any tool to compare with. What a program sees is its result, the parts of a stream,
  its error with class, message, status, code and what stands behind it, and its exit code. After the call the program waits 100 ms,
  and ends as the tool says.
- Each tool is set up as its documentation says: OpenTelemetry's, Traceloop's and OpenInference's instrumentations with
  \`NodeSDK\`, \`@ai-sdk/otel\` by \`registerTelemetry\`, Langfuse with its span processor around the client, Sentry by
  \`init\` with tracing, Datadog with LLM Observability and an agent on a loopback address, OpenLIT by \`init\`. Exports count as
  they are made, so a crash costs no tool what it had exported before.
- The calls go through \`openai\` without retries, but: under OTel http its \`fetch\` goes over \`node:http\`; under AI SDK
  the calls go through \`ai\`, compared with \`ai\` without telemetry; the rows that say so go through \`axios\`, \`fetch\`,
  \`ws\` and \`node:http2\`.
- A failure is a span whose status is an error, an error or a log record of at least WARN, a metric with \`error.type\`, and the level
  ERROR of Langfuse. A class or a status that says the cause as well as the code counts as a value: \`RateLimitError\`,
  \`429\` for a rate limit, but not for want of money. Which values count:
  [scenarios.ts](../bench/blind-spots/scenarios.ts).
- “ours, alone” is \`LlmErrorInstrumentation\` and nothing else, which exports failures only: its × where nothing fails is
  silence. “ours, full” is \`withLlmErrors\` with OpenTelemetry's instrumentations of undici and http. Ours is told whose the
  loopback addresses are, as it would be of a gateway.

Nobody's table is full: an HTTP 200 with an empty body is no failure to this plugin, which reads what providers say. Clients say
it, and tools inside of them hear it.

Spans of a connection (\`tcp.connect\`) say nothing of a call and do not count. What each tool exports beyond
these calls is much, and not measured here: [how the plugin stands beside them](other-instrumentations.md).

Versions: ${versions.join(', ')}.
All on SDK 2 of OpenTelemetry, which most of the others need. All cells: [results.json](../bench/blind-spots/results.json).
`;
}
