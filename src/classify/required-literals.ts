/** Literals one of which stands, in lower case, in every text that the pattern matches; undefined when none can be told. */
export type Literals = readonly string[] | undefined;

/** Shorter literals tell too little. */
const SHORTEST = 2;
const MOST = 24;

/** Reads a pattern of the subset that catalogs may use: what it does not understand makes it tell nothing. */
export function requiredLiterals(source: string): Literals {
  const reader = new PatternReader(source);
  const literals = reader.alternatives();
  return reader.understood ? literals : undefined;
}

class PatternReader {
  readonly #source: string;
  #at = 0;
  #lost = false;

  constructor(source: string) {
    this.#source = source;
  }

  get understood(): boolean {
    return !this.#lost && this.#done;
  }

  get #done(): boolean {
    return this.#at >= this.#source.length;
  }

  alternatives(): Literals {
    let all: string[] | undefined = [];
    for (;;) {
      const one = this.#sequence();
      all = all && one && all.length + one.length <= MOST ? [...all, ...one] : undefined;
      if (this.#source[this.#at] !== '|') return all;
      this.#at++;
    }
  }

  /** Of the literals that a sequence asks for, those that tell most: where the shortest of a set is longest. */
  #sequence(): Literals {
    let best: Literals;
    let run = '';
    const offer = (literals: Literals): void => {
      if (literals && shortest(literals) >= Math.max(SHORTEST, best ? shortest(best) + 1 : 0)) best = literals;
    };
    while (!this.#done && !'|)'.includes(this.#source[this.#at] as string)) {
      const part = this.#part();
      const optional = this.#quantifier();
      if (part === '' && optional === undefined) continue;
      if (typeof part === 'string' && optional === undefined) {
        run += part;
        continue;
      }
      offer([run]);
      run = '';
      if (optional !== true) offer(typeof part === 'string' ? [part] : part);
    }
    offer([run]);
    return best;
  }

  /** A character, nothing (an assertion), or the literals of a group or class. */
  #part(): string | Literals {
    const char = this.#source[this.#at++] as string;
    if (char === '\\') {
      const escaped = this.#source[this.#at++] ?? '';
      if (escaped === 'b') return '';
      if (!/[dDwWsS]|\W/.test(escaped)) this.#lost = true;
      return /\w/.test(escaped) ? undefined : folded(escaped);
    }
    if (char === '^' || char === '$') return '';
    if (char === '.') return undefined;
    if (char === '[') return this.#class();
    if (char === '(') return this.#group();
    return folded(char);
  }

  #class(): undefined {
    for (; !this.#done; this.#at++) {
      if (this.#source[this.#at] === '\\') this.#at++;
      else if (this.#source[this.#at] === ']') break;
    }
    this.#at++;
    return undefined;
  }

  #group(): Literals {
    const opening = /^\?(?::|<[A-Za-z_]\w*>)/.exec(this.#source.slice(this.#at))?.[0];
    // A look-around: what stands in it need not stand in the text.
    if (opening === undefined && this.#source[this.#at] === '?') this.#lost = true;
    this.#at += opening?.length ?? 0;
    const inside = this.alternatives();
    this.#at++;
    return inside;
  }

  /** Whether the part before may be absent; undefined when it stands there exactly once. */
  #quantifier(): boolean | undefined {
    const quantifier = /^(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at));
    if (!quantifier) return undefined;
    this.#at += quantifier[0].length;
    return quantifier[0].startsWith('?') || quantifier[0].startsWith('*') || Number(quantifier[1]) === 0;
  }
}

/** A character in lower case; undefined where that is not the one form in which a pattern that ignores case finds it. */
function folded(char: string): string | undefined {
  const single = char <= '\x7f' || (char.toLowerCase() === char.toUpperCase() && !/[\uD800-\uDFFF]/.test(char));
  return single ? char.toLowerCase() : undefined;
}

function shortest(literals: readonly string[]): number {
  return Math.min(...literals.map((literal) => literal.length));
}
