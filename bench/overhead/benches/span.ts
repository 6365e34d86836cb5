import { type Bar, type Bench, controlOf, cost, type Measured, type Run, ratio, times } from '../bench.ts';
import { median, type Samples } from '../programs/harness.ts';
import { runProgram } from '../run-program.ts';

/** What `programs/spans.ts` reports: by workload, nanoseconds by variant and bytes beyond the bare pipeline. */
interface Spans {
  readonly cpu: Readonly<Record<string, Samples>>;
  readonly hook: Samples;
  readonly bytes: Readonly<Record<string, number>>;
  readonly open: number;
}

const GENERATIONS = { sdk2: 'SDK 2', sdk3: 'SDK 3' } as const;
const PEERS = ['Traceloop', 'Langfuse', 'OpenInference', 'Sentry 10, no client'];

/** A whole span through [ours, batch] beside the same span through [batch]. */
const WORKLOADS: readonly { id: string; title: string; limit: number; stretch?: number }[] = [
  { id: 'healthy', title: 'healthy LLM span', limit: 1.03 },
  { id: 'http', title: 'client span of any other request', limit: 1.03 },
  { id: 'failed on the wire', title: 'failed LLM span, the failure seen on the wire', limit: 1.4, stretch: 1.25 },
  { id: 'failed', title: 'failed LLM span, read from its exception', limit: 1.4, stretch: 1.25 },
];

const bars: readonly Bar[] = Object.entries(GENERATIONS).flatMap(([sdk, name]): Bar[] => [
  ...WORKLOADS.map(
    ({ id, title, ...rest }): Bar => ({ id: `${sdk} ${id}`, title: `${name}: ${title}`, unit: '×', ...rest }),
  ),
  { id: `${sdk} hook`, title: `${name}: our three hooks on a healthy span, of the whole span`, limit: 1, unit: '%' },
  { id: `${sdk} bytes healthy`, title: `${name}: allocated for a healthy span`, limit: 16, unit: 'bytes' },
  { id: `${sdk} bytes open`, title: `${name}: held for an open span`, limit: 1, unit: 'bytes' },
  {
    id: `${sdk} bytes failed on the wire`,
    title: `${name}: allocated for a failed span, seen on the wire`,
    limit: 2048,
    unit: 'bytes',
  },
  {
    id: `${sdk} bytes failed`,
    title: `${name}: allocated for a failed span, read from its exception`,
    limit: 2048,
    unit: 'bytes',
  },
]);

/** One more span processor, on both generations of the SDK. */
export const span: Bench = {
  name: 'span',
  tolerance: 0.015,
  bars,
  async run(run) {
    const peers = await peerCosts(run);
    const measured: Measured[] = [];
    for (const sdk of Object.keys(GENERATIONS) as (keyof typeof GENERATIONS)[]) {
      const plan = run.smoke ? { rounds: 2, count: 20 } : { rounds: 60, count: 1000 };
      const flags = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
      const place = run.workspace.place(sdk);
      const runs = await times(run.smoke ? 1 : 2, () => runProgram<Spans>(run.node, place, 'spans.ts', plan, flags));
      measured.push(...WORKLOADS.map(({ id }) => ofWorkload(runs, sdk, id, sdk === 'sdk2' ? peers : {})));
      const hooks = runs.map(({ hook }) => hook);
      measured.push({
        bar: `${sdk} hook`,
        value: ratio(hooks, 'ours', 'span') * 100,
        beside: `${cost(hooks, 'ours').toFixed(0)} ns; empty hooks ${cost(hooks, 'do nothing').toFixed(0)} ns`,
      });
      for (const id of ['healthy', 'failed on the wire', 'failed']) {
        measured.push({ bar: `${sdk} bytes ${id}`, value: median(runs.map(({ bytes }) => bytes[id] ?? Number.NaN)) });
      }
      measured.push({ bar: `${sdk} bytes open`, value: median(runs.map(({ open }) => open)) });
    }
    return measured;
  },
};

function ofWorkload(
  runs: readonly Spans[],
  sdk: string,
  id: string,
  peers: Readonly<Record<string, string>>,
): Measured {
  const samples = runs.map(({ cpu }) => cpu[id] as Samples);
  const floor = `empty processor ${ratio(samples, 'do nothing', 'bare').toFixed(3)}`;
  const beside = [`${cost(samples, 'bare').toFixed(0)} ns bare`, floor, peers[id]].filter(Boolean).join('; ');
  return { bar: `${sdk} ${id}`, value: ratio(samples, 'ours', 'bare'), control: controlOf(samples, 'bare'), beside };
}

/** By workload, what the processors of others cost; they are made for SDK 2. */
async function peerCosts({ workspace, node, smoke }: Run): Promise<Readonly<Record<string, string>>> {
  const place = workspace.place('peers');
  const said: Record<string, string[]> = {};
  for (const peer of PEERS) {
    const plan = { peer, ...(smoke ? { rounds: 2, count: 20 } : { rounds: 40, count: 500 }) };
    const cpu = await runProgram<Record<string, Samples>>(node, place, 'span-peer.ts', plan);
    for (const [id, samples] of Object.entries(cpu)) {
      (said[id] ??= []).push(`${peer} ${ratio([samples], 'peer', 'bare').toFixed(2)}`);
    }
  }
  return Object.fromEntries(Object.entries(said).map(([id, words]) => [id, words.join(', ')]));
}
