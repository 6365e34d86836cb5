import { type Bar, type Bench, controlOf, cost, type Measured, ratio, times } from '../bench.ts';
import type { Samples } from '../programs/harness.ts';
import { runProgram } from '../run-program.ts';

const RECORDS = [
  { id: 'info', title: 'record without a failure', limit: 1.02 },
  { id: 'error', title: 'error record of something else', limit: 1.02 },
  { id: 'failure', title: 'error record of a failed LLM call', limit: 1.2 },
] as const;

const GENERATIONS = { sdk2: 'SDK 2', sdk3: 'SDK 3' } as const;

const bars: readonly Bar[] = Object.entries(GENERATIONS).flatMap(([sdk, name]) =>
  RECORDS.map(({ id, title, limit }): Bar => ({ id: `${sdk} ${id}`, title: `${name}: ${title}`, limit, unit: '×' })),
);

/** winston, OpenTelemetry's transport and a batching processor, with ours in front of that. */
export const log: Bench = {
  name: 'log',
  tolerance: 0.015,
  bars,
  async run({ workspace, node, smoke }) {
    const measured: Measured[] = [];
    for (const sdk of Object.keys(GENERATIONS) as (keyof typeof GENERATIONS)[]) {
      const plan = smoke ? { rounds: 2, count: 10 } : { rounds: 60, count: 400 };
      const runs = await times(smoke ? 1 : 2, () =>
        runProgram<Record<string, Samples>>(node, workspace.place(sdk), 'logs.ts', plan),
      );
      for (const { id } of RECORDS) {
        const samples = runs.map((run) => run[id] as Samples);
        const floor = ratio(samples, 'do nothing', 'bare').toFixed(3);
        measured.push({
          bar: `${sdk} ${id}`,
          value: ratio(samples, 'ours', 'bare'),
          control: controlOf(samples, 'bare'),
          beside: `${(cost(samples, 'bare') / 1000).toFixed(1)} µs bare; empty processor ${floor}`,
        });
      }
    }
    return measured;
  },
};
