import { type Bar, type Bench, controlOf, cost, type Measured, ratio, times } from '../bench.ts';
import { ANSWERS, HEALTHY, HOSTILE } from '../programs/answers.ts';
import type { Samples } from '../programs/harness.ts';
import { runProgram } from '../run-program.ts';

const bars: readonly Bar[] = [
  ...Object.entries(ANSWERS).map(
    ([name, { body }]): Bar => ({
      id: `classify ${name}`,
      title: `classify an answer of ${name} by its code, ${body.length} bytes ÷ JSON.parse of it`,
      limit: 1.05,
      stretch: 0.35,
      unit: '×',
    }),
  ),
  { id: 'unknown message', title: 'classify a failure that no rule names', limit: 2500, unit: 'ns' },
  ...Object.keys(HOSTILE).map(
    (name): Bar => ({ id: name, title: `classify 64 KB, ${name}`, limit: 50_000, unit: 'ns' }),
  ),
  ...Object.keys(HEALTHY).map(
    (name): Bar => ({ id: name, title: `check a ${name} body of 1 KB`, limit: 250, unit: 'ns' }),
  ),
];

/** Naming the cause of an answer: the floor is reading the answer at all. */
export const classify: Bench = {
  name: 'classify',
  tolerance: 0.03,
  bars,
  async run({ workspace, node, smoke }) {
    const place = workspace.place('sdk2');
    const plan = smoke ? { rounds: 2, warmUp: 0, blockMs: 0.05 } : { rounds: 60, warmUp: 10, blockMs: 2 };
    const runs = await times(smoke ? 1 : 3, () => runProgram<Samples>(node, place, 'classify.ts', plan));
    return bars.map(({ id }): Measured => {
      const name = id.replace('classify ', '');
      if (!(name in ANSWERS)) return { bar: id, value: cost(runs, id), beside: parseOf(runs, id) };
      const value = ratio(runs, name, `parse ${name}`);
      const beside = `${Math.round(cost(runs, name))} ns; JSON.parse ${Math.round(cost(runs, `parse ${name}`))} ns`;
      return { bar: id, value, control: controlOf(runs, `parse ${name}`), beside };
    });
  },
};

/** How fast this machine was: absolute times mean little without it. */
function parseOf(runs: readonly Samples[], id: string): string {
  return id in HEALTHY ? '' : `JSON.parse of the MiniMax body: ${Math.round(cost(runs, 'parse MiniMax'))} ns`;
}
