import type { Dice } from './dice.ts';

/** Bytes that are written over others: place and value, in turn. */
export type Noise = readonly number[];

/** Noise in two cases of three. */
export function drawBytes(dice: Dice): number[] {
  if (dice.once(3)) return [];
  return Array.from({ length: 2 * dice.below(4) }, (_, i) => dice.below(i % 2 === 0 ? 2_000 : 256));
}

/** A copy with noise, each place taken modulo the length. */
export function spoil(bytes: Buffer, noise: Noise): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return copy;
  for (let i = 0; i + 1 < noise.length; i += 2) copy[(noise[i] as number) % copy.length] = noise[i + 1] as number;
  return copy;
}

/** The bytes in pieces, cut at some places; pieces can be empty. */
export function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((cut) => Math.min(Math.abs(cut), bytes.length)).sort((a, b) => a - b);
  return [...places, bytes.length].map((place, index) => bytes.subarray(index === 0 ? 0 : places[index - 1], place));
}
