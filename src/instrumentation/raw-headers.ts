type Text = string | Uint8Array;

/** Response headers as the wire gave them; they become strings only when asked for, which a healthy answer hardly does. */
export class RawHeaders {
  /** Name, value, name, value … */
  readonly #flat: readonly unknown[];

  /** Takes a flat array of names and values, strings or bytes, or a record. */
  constructor(source: unknown) {
    if (Array.isArray(source)) this.#flat = source;
    else this.#flat = source !== null && typeof source === 'object' ? Object.entries(source).flat(1) : [];
  }

  /** The first value of a header; `name` in lower case. */
  get(name: string): string | undefined {
    for (let i = 0; i + 1 < this.#flat.length; i += 2) {
      const key = this.#flat[i] as Text;
      if (key?.length === name.length && textOf(key).toLowerCase() === name) return textOf(this.#flat[i + 1]);
    }
    return undefined;
  }

  /** Whether one of these names is here; they are folded: lower case, `-` for `_`. */
  hasAny(names: ReadonlySet<string>, lengths: ReadonlySet<number>): boolean {
    for (let i = 0; i + 1 < this.#flat.length; i += 2) {
      const key = this.#flat[i] as Text;
      if (lengths.has(key?.length) && names.has(textOf(key).toLowerCase().replaceAll('_', '-'))) return true;
    }
    return false;
  }

  *entries(): Generator<readonly [string, string]> {
    for (let i = 0; i + 1 < this.#flat.length; i += 2) yield [textOf(this.#flat[i]), textOf(this.#flat[i + 1])];
  }
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : String(value);
}
