/** Random texts that are the same in every run, so that a leak can be looked at again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number below `limit` (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  hex = (length: number): string => this.of('0123456789abcdef', length);
  digits = (length: number): string => this.of('123456789', length);
  upper = (length: number): string => this.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
  word = (length: number): string => this.of(`${LETTERS}0123456789`, length);
  base64 = (length: number): string => this.of(`${LETTERS}0123456789+/`, length);
  base64url = (length: number): string => this.of(`${LETTERS}0123456789-_`, length);

  uuid(): string {
    return [8, 4, 4, 4, 12].map(this.hex).join('-');
  }

  jwt(): string {
    const claims = JSON.stringify({ GroupName: 'shop', GroupID: this.digits(19), iss: 'vendor' });
    const part = (text: string) => Buffer.from(text).toString('base64url');
    return `${part('{"alg":"RS256","typ":"JWT"}')}.${part(claims)}.${this.base64url(86)}`;
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
