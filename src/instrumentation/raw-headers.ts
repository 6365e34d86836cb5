import { elements } from '../evidence/plain.ts';

/** No header is sent more often. */
const MAX_VALUES = 100;

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
      if (isNamed(key, name)) return textOf(this.#flat[i + 1]);
    }
    return undefined;
  }

  /** Whether one of these names is here, by their lengths; they are folded: lower case, `-` for `_`. */
  hasAny(names: ReadonlyMap<number, readonly string[]>): boolean {
    for (let i = 0; i + 1 < this.#flat.length; i += 2) {
      const key = this.#flat[i] as Text;
      for (const name of names.get(key?.length) ?? NO_NAMES) if (isNamed(key, name)) return true;
    }
    return false;
  }

  *entries(): Generator<readonly [string, string]> {
    for (let i = 0; i + 1 < this.#flat.length; i += 2) yield [textOf(this.#flat[i]), textOf(this.#flat[i + 1])];
  }
}

const NO_NAMES: readonly string[] = [];
const UNDERSCORE = 0x5f;
const HYPHEN = 0x2d;

/** Compares without making a string; most names differ in their length or first letter. */
function isNamed(key: Text, name: string): boolean {
  if (key?.length !== name.length) return false;
  const text = typeof key === 'string';
  for (let i = 0; i < name.length; i++) {
    const code = text ? key.charCodeAt(i) : (key[i] as number);
    const wanted = name.charCodeAt(i);
    const lower = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    if (lower !== wanted && !(code === UNDERSCORE && wanted === HYPHEN)) return false;
  }
  return true;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? elements(value, MAX_VALUES).map(String).join(', ') : String(value);
}
