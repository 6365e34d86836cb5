import { remember } from './remember.ts';
import { requiredLiterals } from './required-literals.ts';

const BITS = 4096;

/** The letter pairs of a text. */
export const letterPairsOf: (text: string) => LetterPairs = remember((text) => new LetterPairs(text));

/** Which pairs of neighbouring letters stand in a text: tells cheaply that most patterns cannot match it. */
class LetterPairs {
  readonly #bits = new Uint32Array(BITS / 32);

  constructor(text: string) {
    const folded = text.toLowerCase();
    for (let index = 1; index < folded.length; index++) {
      const pair = pairOf(folded.charCodeAt(index - 1), folded.charCodeAt(index));
      this.#bits[pair >> 5] = (this.#bits[pair >> 5] as number) | (1 << (pair & 31));
    }
  }

  /** Whether the pattern can match the text. */
  canMatch(source: string): boolean {
    const needs = needsOf(source);
    if (needs === undefined) return true;
    for (const pairs of needs) if (this.#hasAll(pairs)) return true;
    return false;
  }

  #hasAll(pairs: readonly number[]): boolean {
    for (const pair of pairs) if (((this.#bits[pair >> 5] as number) & (1 << (pair & 31))) === 0) return false;
    return true;
  }
}

function pairOf(first: number, second: number): number {
  return (first * 31 + second * 7 + (second >> 6)) & (BITS - 1);
}

type Needs = readonly (readonly number[])[] | undefined;

const known = new Map<string, Needs>();

/** Pairs that the literals of a pattern hold: all of one literal must stand in the text. */
function needsOf(source: string): Needs {
  if (known.has(source)) return known.get(source);
  const needs = requiredLiterals(source)?.map((literal) =>
    Array.from({ length: literal.length - 1 }, (_, index) =>
      pairOf(literal.charCodeAt(index), literal.charCodeAt(index + 1)),
    ),
  );
  known.set(source, needs);
  return needs;
}
