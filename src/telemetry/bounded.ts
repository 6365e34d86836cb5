/** Lets the first `limit` distinct values through; what comes after is answered with `undefined`. */
export class BoundedValues {
  readonly #limit: number;
  readonly #seen = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  admit(value: string): string | undefined {
    if (this.#seen.has(value)) return value;
    if (this.#seen.size >= this.#limit) return undefined;
    this.#seen.add(value);
    return value;
  }
}

/** A set that forgets its oldest members. */
export class RecentSet {
  readonly #limit: number;
  readonly #members = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(member: string): void {
    this.#members.delete(member);
    this.#members.add(member);
    if (this.#members.size <= this.#limit) return;
    const { value: oldest } = this.#members.values().next();
    if (oldest !== undefined) this.#members.delete(oldest);
  }

  has(member: string): boolean {
    return this.#members.has(member);
  }
}
