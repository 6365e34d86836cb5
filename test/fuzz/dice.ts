import type { Random } from 'fast-check';

/** Choices, drawn from the generator that a seed of fast-check started. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.#random.nextInt(0, limit - 1);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
