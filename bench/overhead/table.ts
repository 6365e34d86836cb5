import type { Bar, Bench, Measured } from './bench.ts';

/** Throws unless there is one sane number for each bar. */
export function checkComplete({ name, bars }: Bench, measured: readonly Measured[]): void {
  for (const { id } of bars) {
    const found = measured.filter(({ bar }) => bar === id);
    if (found.length !== 1) throw new Error(`${name}: ${found.length} results for “${id}”`);
    const { value, control = 1 } = found[0] as Measured;
    if (!Number.isFinite(value) || !(control > 0))
      throw new Error(`${name}: “${id}” gave ${value}, control ${control}`);
  }
  if (measured.length !== bars.length) throw new Error(`${name}: a result that no bar asked for`);
}

/** The bars that were not held, of those that could be judged. */
export function missed(bench: Bench, measured: readonly Measured[]): readonly string[] {
  return lines(bench, measured)
    .filter(({ bar, result }) => judge(bench, bar, result) === 'no')
    .map(({ bar }) => bar.id);
}

/** One table in Markdown. */
export function tableOf(bench: Bench, measured: readonly Measured[]): string {
  const rows = lines(bench, measured).map(({ bar, result }) => [
    bar.title,
    `≤ ${shown(bar.limit, bar.unit)}${bar.stretch === undefined ? '' : ` (stretch ${shown(bar.stretch, bar.unit)})`}`,
    shown(result.value, bar.unit),
    result.beside ?? '',
    result.control === undefined ? '–' : result.control.toFixed(3),
    judge(bench, bar, result),
  ]);
  const head = ['what', 'bar', 'ours', 'beside it', 'A/A', 'met?'];
  return [head, ['---', '--:', '--:', '---', '--:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function lines({ bars }: Bench, measured: readonly Measured[]): { bar: Bar; result: Measured }[] {
  return bars.flatMap((bar) => measured.filter((each) => each.bar === bar.id).map((result) => ({ bar, result })));
}

function judge({ tolerance }: Bench, bar: Bar, { value, control }: Measured): string {
  if (control !== undefined && Math.abs(control - 1) > tolerance) return 'not judged: the A/A is out of range';
  if (bar.stretch !== undefined && value <= bar.stretch) return 'yes, and the stretch';
  return value <= bar.limit ? 'yes' : 'no';
}

function shown(value: number, unit: Bar['unit']): string {
  if (unit === '×') return `${value.toFixed(value < 10 ? 3 : 1)}`;
  if (unit === 'ns' && value >= 10_000) return `${(value / 1000).toFixed(1)} µs`;
  return `${Number(value.toPrecision(4))} ${unit}`;
}
