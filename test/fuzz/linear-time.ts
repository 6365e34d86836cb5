import type { Flood } from './floods.ts';

/** Milliseconds of CPU time that a megabyte may take: many times what it does, as busy machines count more of it. */
const LONGEST = 2_000;
const SMALL = 262_144;
const LARGE = 1_048_576;
/** Four times as much may take this many times as long. */
const MOST_TIMES = 8;
/** Below this, in milliseconds, ratios are noise, and no harm. */
const NOISE = 100;

/** What is wrong with the time that a text made of a piece takes; undefined where it is linear and short. */
export function slowness({ name, pour }: Flood, piece: string): string | undefined {
  const large = textOf(piece, LARGE);
  let took = time(pour, large);
  for (let again = 0; took > NOISE && again < 2; again++) took = Math.min(took, time(pour, large));
  const what = `${name} with ${JSON.stringify(piece.slice(0, 60))}`;
  if (took > LONGEST) return `${what}: ${Math.round(took)} ms for a megabyte`;
  if (took <= NOISE) return undefined;
  const small = textOf(piece, SMALL);
  const before = Math.max(time(pour, small), time(pour, small));
  if (took <= before * MOST_TIMES) return undefined;
  return `${what}: ${Math.round(before)} ms for a quarter of a megabyte, ${Math.round(took)} ms for all of it`;
}

function textOf(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** CPU time: the machine may be busy with something else. */
function time(pour: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  pour(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
