import { digest } from '../tools.mjs';

/** Length and hash of a body that came in parts. */
export function digestOf(parts) {
  return digest(Buffer.concat(parts.map((part) => Buffer.from(part))));
}

/** What happened, in its order; a word that is said again at once counts once. */
export class Diary {
  words = [];

  note(word) {
    if (this.words.at(-1) !== word) this.words.push(word);
  }

  /** Notes what may come any number of times. */
  noteOnce(word) {
    if (!this.words.includes(word)) this.words.push(word);
  }
}
