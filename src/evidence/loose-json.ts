/**
 * Reads JSON as people paste it: Python's repr, `util.inspect`, typographic quotes, raw line breaks inside strings, single quotes,
 * bare keys, and text that was cut off. Never throws; linear in the length of the text.
 */

const MAX_DEPTH = 32;

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '”': '”', '‘': '’', '`': '`' };

const WORDS: Readonly<Record<string, unknown>> = {
  null: null,
  None: null,
  undefined: null,
  true: true,
  True: true,
  false: false,
  False: false,
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' };

export interface LooseValue {
  readonly value: unknown;
  /** Offset behind the value. */
  readonly end: number;
}

/** Reads the object or array that starts at `start`; whatever is missing at the end is taken as closed. */
export function readLooseJson(text: string, start: number): LooseValue | undefined {
  const reader = new LooseReader(text, start);
  const value = reader.container(0);
  return value === undefined ? undefined : { value, end: reader.at };
}

class LooseReader {
  readonly #text: string;
  at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.at = start;
  }

  container(depth: number): unknown {
    const open = this.#text[this.at];
    if (open !== '{' && open !== '[') return undefined;
    if (depth >= MAX_DEPTH) return undefined;
    this.at++;
    return open === '{' ? this.#object(depth) : this.#array(depth);
  }

  #object(depth: number): Record<string, unknown> | undefined {
    const object: Record<string, unknown> = {};
    for (;;) {
      this.#skip(/[\s,;]/);
      if (this.at >= this.#text.length) return object;
      if (this.#text[this.at] === '}') {
        this.at++;
        return object;
      }
      const key = this.#key();
      if (key === undefined) return undefined;
      this.#skip(/[\s]/);
      const separator = this.#text[this.at];
      if (this.at >= this.#text.length) return object;
      if (separator !== ':' && separator !== '=') return undefined;
      this.at++;
      if (this.#text[this.at] === '>') this.at++;
      const value = this.#value(depth);
      if (value === undefined) return object;
      Object.defineProperty(object, key, { value: value.value, enumerable: true, configurable: true, writable: true });
    }
  }

  #array(depth: number): unknown[] | undefined {
    const array: unknown[] = [];
    for (;;) {
      this.#skip(/[\s,]/);
      if (this.at >= this.#text.length) return array;
      if (this.#text[this.at] === ']') {
        this.at++;
        return array;
      }
      const before = this.at;
      const value = this.#value(depth);
      if (value === undefined || this.at === before) return array.length > 0 ? array : undefined;
      array.push(value.value);
    }
  }

  #value(depth: number): { value: unknown } | undefined {
    this.#skip(/\s/);
    const first = this.#text[this.at];
    if (first === undefined) return undefined;
    if (first === '{' || first === '[') {
      const value = this.container(depth + 1);
      return value === undefined ? undefined : { value };
    }
    if (CLOSING[first]) return { value: this.#string() };
    const bare = this.#take(/[^\s,}\]]/, 200);
    if (bare === '') return undefined;
    if (Object.hasOwn(WORDS, bare)) return { value: WORDS[bare] };
    const number = Number(bare);
    return { value: Number.isNaN(number) ? bare : number };
  }

  #key(): string | undefined {
    if (CLOSING[this.#text[this.at] as string]) return this.#string();
    const bare = this.#take(/[\w$.@-]/, 100);
    return bare === '' ? undefined : bare;
  }

  #string(): string {
    const close = CLOSING[this.#text[this.at] as string] as string;
    const parts: string[] = [];
    let from = ++this.at;
    for (; this.at < this.#text.length; this.at++) {
      const char = this.#text[this.at];
      if (char === '\\') {
        parts.push(this.#text.slice(from, this.at), this.#escape());
        from = this.at + 1;
      } else if (char === close && this.#closes(close)) break;
    }
    parts.push(this.#text.slice(from, this.at));
    this.at++;
    return parts.join('');
  }

  /** A quote closes when what follows can follow a string; an apostrophe inside a word does not. */
  #closes(close: string): boolean {
    if (close === '"') return true;
    const next = this.#text[this.at + 1];
    return next === undefined || /[\s,:}\])=]/.test(next);
  }

  #escape(): string {
    const char = this.#text[++this.at];
    if (char === undefined) return '';
    if (char !== 'u') return ESCAPES[char] ?? char;
    const hex = this.#text.slice(this.at + 1, this.at + 5);
    if (!/^[0-9a-f]{4}$/i.test(hex)) return char;
    this.at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #skip(chars: RegExp): void {
    while (this.at < this.#text.length && chars.test(this.#text[this.at] as string)) this.at++;
  }

  #take(chars: RegExp, most: number): string {
    const from = this.at;
    while (this.at < this.#text.length && this.at - from < most && chars.test(this.#text[this.at] as string)) this.at++;
    return this.#text.slice(from, this.at);
  }
}
