/** Lets the first `limit` distinct values into a set; what comes after is answered with `undefined`. */
export function admit(seen: Set<string>, value: string, limit: number): string | undefined {
  if (seen.has(value)) return value;
  if (seen.size >= limit) return undefined;
  seen.add(value);
  return value;
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
