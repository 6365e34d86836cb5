import { type Bar, type Bench, controlOf, cost, type Measured, type Run, ratio, times } from '../bench.ts';
import { median, type Samples } from '../programs/harness.ts';
import type { Origins } from '../programs/traffic.ts';
import { runProgram } from '../run-program.ts';
import { inTurns, Worker } from '../workers.ts';

interface Workload {
  readonly id: string;
  readonly title: string;
  readonly limit: number;
  readonly stretch?: number;
  /** Requests in a block. */
  readonly count: number;
  readonly peers: readonly string[];
}

const UNDICI = 'instrumentation-undici';

const CPU: readonly Workload[] = [
  { id: 'unlisted', title: 'fetch, a host that nobody lists', limit: 1.05, stretch: 1.01, count: 64, peers: [] },
  { id: 'json', title: 'fetch, a listed host, a success of 1 KB', limit: 1.05, count: 64, peers: [UNDICI, 'clone()'] },
  { id: 'gzip', title: 'fetch, the same compressed', limit: 1.12, count: 64, peers: [] },
  {
    id: 'http',
    title: 'http.request, a listed host, a success of 1 KB',
    limit: 1.08,
    count: 64,
    peers: ['instrumentation-http'],
  },
  { id: 'sse', title: 'fetch, a stream of 200 events', limit: 1.08, count: 8, peers: [UNDICI, 'clone()'] },
];

const bars: readonly Bar[] = [
  ...CPU.map(({ count: _, peers: __, ...bar }): Bar => ({ ...bar, unit: '×' })),
  { id: 'latency', title: 'median delay of a chunk in a stream of 200', limit: 1.05, unit: '×' },
  { id: 'fast', title: 'peak memory beyond the start, 100 MB read at once', limit: 1.1, unit: '×' },
  { id: 'slow', title: 'peak memory beyond the start, 50 MB read slowly', limit: 1.1, unit: '×' },
  { id: 'held', title: 'held of an answer under way, 60 KB of it came', limit: 64, unit: 'KB' },
];

/** Requests with the taps in place, beside the same requests without, each in a process of its own. */
export const tap: Bench = {
  name: 'tap',
  tolerance: 0.05,
  bars,
  async run(run) {
    const place = run.workspace.place('sdk3');
    const server = new Worker(run.node, place, 'server.ts');
    try {
      const origins = JSON.parse(await server.ask()) as Origins;
      const measured: Measured[] = [];
      for (const { id, count, peers } of CPU) measured.push(await turns(run, origins, id, count, peers));
      measured.push(await turns(run, origins, 'latency', 4, []));
      measured.push(await peak(run, origins, 'fast', 100), await peak(run, origins, 'slow', 50));
      return [...measured, await held(run, origins)];
    } finally {
      server.end();
    }
  },
};

async function turns(
  { workspace, node, smoke }: Run,
  origins: Origins,
  workload: string,
  count: number,
  peers: readonly string[],
): Promise<Measured> {
  const place = workspace.place('sdk3');
  const client = (variant: string) => new Worker(node, place, 'tap.ts', { ...origins, workload, variant });
  const rounds = workload === 'latency' ? 8 : 40;
  const plan = smoke ? { rounds: 1, warmUp: 0, count: 2 } : { rounds, warmUp: workload === 'latency' ? 2 : 30, count };
  const runs = await times(smoke ? 1 : 2, async () => {
    const workers = { plain: client('plain'), ours: client('ours'), 'plain again': client('plain') };
    const others = Object.fromEntries(peers.map((name) => [name, client(name)]));
    try {
      return await inTurns({ ...workers, ...others }, plan);
    } finally {
      for (const worker of Object.values({ ...workers, ...others })) worker.end();
    }
  });
  const costs = peers.map((name) => `${name} ${ratio(runs, name, 'plain').toFixed(2)}`);
  const beside = [`${(cost(runs, 'plain') / 1000).toFixed(0)} µs plain`, ...costs].join('; ');
  return { bar: workload, value: ratio(runs, 'ours', 'plain'), control: controlOf(runs, 'plain'), beside };
}

/** Fresh processes, because the peak of a process never falls. */
async function peak({ workspace, node, smoke }: Run, origins: Origins, what: string, size: number): Promise<Measured> {
  const place = workspace.place('sdk3');
  const peakOf = (tapped: boolean): Promise<number> =>
    runProgram(node, place, 'memory.ts', { ...origins, what, tapped, amount: smoke ? 2 : size });
  const samples: Samples = { plain: [], 'plain again': [], ours: [] };
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    for (const [name, list] of Object.entries(samples)) list.push(await peakOf(name === 'ours'));
  }
  const [plain, again, ours] = Object.values(samples).map((list) => median(list)) as [number, number, number];
  const beside = `${(plain / 2 ** 20).toFixed(0)} MB plain`;
  return { bar: what, value: ours / plain, control: again / plain, beside };
}

async function held({ workspace, node }: Run, origins: Origins): Promise<Measured> {
  const options = { ...origins, what: 'held', amount: 60_000 };
  const place = workspace.place('sdk3');
  const plain = await runProgram<number>(node, place, 'memory.ts', { ...options, tapped: false });
  const ours = await runProgram<number>(node, place, 'memory.ts', { ...options, tapped: true });
  return { bar: 'held', value: (ours - plain) / 1024, beside: `${(plain / 1024).toFixed(0)} KB plain` };
}
