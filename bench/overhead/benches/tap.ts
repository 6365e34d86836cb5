import { type Bar, type Bench, controlOf, cost, type Measured, type Run, ratio, times } from '../bench.ts';
import { median, type Samples } from '../programs/harness.ts';
import { runProgram } from '../run-program.ts';

const CPU: readonly { id: string; title: string; limit: number; stretch?: number; count: number }[] = [
  { id: 'unlisted', title: 'fetch, a host that nobody lists', limit: 1.05, stretch: 1.01, count: 64 },
  { id: 'json', title: 'fetch, a listed host, a success of 1 KB', limit: 1.05, count: 64 },
  { id: 'gzip', title: 'fetch, the same compressed', limit: 1.12, count: 64 },
  { id: 'http', title: 'http.request, a listed host, a success of 1 KB', limit: 1.08, count: 64 },
  { id: 'sse', title: 'fetch, a stream of 200 events', limit: 1.08, count: 8 },
];

const bars: readonly Bar[] = [
  ...CPU.map(({ count: _, ...bar }): Bar => ({ ...bar, unit: '×' })),
  { id: 'latency', title: 'median delay of a chunk in a stream of 200', limit: 1.05, unit: '×' },
  { id: 'fast', title: 'peak memory beyond the start, 100 MB read at once', limit: 1.1, unit: '×' },
  { id: 'slow', title: 'peak memory beyond the start, 50 MB read slowly', limit: 1.1, unit: '×' },
  { id: 'held', title: 'held of an answer under way, 60 KB of it came', limit: 64, unit: 'KB' },
];

/** Requests with the taps in place, beside the same requests without. */
export const tap: Bench = {
  name: 'tap',
  tolerance: 0.05,
  bars,
  async run(run) {
    const measured: Measured[] = [];
    for (const { id, count } of CPU) measured.push(await cpu(run, id, count));
    return [
      ...measured,
      await latency(run),
      await peak(run, 'fast', 100),
      await peak(run, 'slow', 50),
      await held(run),
    ];
  },
};

async function cpu({ workspace, node, smoke }: Run, workload: string, count: number): Promise<Measured> {
  const plan = smoke ? { rounds: 2, count: 2 } : { rounds: 60, count };
  const runs = await times(smoke ? 1 : 2, () =>
    runProgram<Samples>(node, workspace.place('sdk3'), 'tap.ts', { workload, ...plan }),
  );
  const others = Object.keys(runs[0] as Samples).filter((name) => !/^(?:plain|plain again|ours)$/.test(name));
  const peers = others.map((name) => `${name} ${ratio(runs, name, 'plain').toFixed(2)}`);
  const beside = [`${(cost(runs, 'plain') / 1000).toFixed(0)} µs plain`, ...peers].join('; ');
  return { bar: workload, value: ratio(runs, 'ours', 'plain'), control: controlOf(runs, 'plain'), beside };
}

async function latency({ workspace, node, smoke }: Run): Promise<Measured> {
  const samples = await runProgram<Samples>(node, workspace.place('sdk3'), 'latency.ts', { rounds: smoke ? 1 : 6 });
  const beside = `${(cost([samples], 'plain') / 1000).toFixed(0)} µs plain`;
  return { bar: 'latency', value: ratio([samples], 'ours', 'plain'), control: controlOf([samples], 'plain'), beside };
}

/** Fresh processes, because the peak of a process never falls. */
async function peak({ workspace, node, smoke }: Run, what: string, megabytes: number): Promise<Measured> {
  const peakOf = (tapped: boolean): Promise<number> =>
    runProgram(node, workspace.place('sdk3'), 'memory.ts', { what, tapped, amount: smoke ? 2 : megabytes });
  const samples: Samples = { plain: [], 'plain again': [], ours: [] };
  for (let round = 0; round < (smoke ? 1 : 5); round++) {
    for (const [name, list] of Object.entries(samples)) list.push(await peakOf(name === 'ours'));
  }
  const [plain, again, ours] = Object.values(samples).map((list) => median(list)) as [number, number, number];
  const beside = `${(plain / 2 ** 20).toFixed(0)} MB plain`;
  return { bar: what, value: ours / plain, control: again / plain, beside };
}

async function held({ workspace, node }: Run): Promise<Measured> {
  const options = { what: 'held', amount: 60_000 };
  const place = workspace.place('sdk3');
  const plain = await runProgram<number>(node, place, 'memory.ts', { ...options, tapped: false });
  const ours = await runProgram<number>(node, place, 'memory.ts', { ...options, tapped: true });
  return { bar: 'held', value: (ours - plain) / 1024, beside: `${(plain / 1024).toFixed(0)} KB plain` };
}
