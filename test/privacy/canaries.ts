import { isId } from '../../src/evidence/redact.ts';
import { KEY_FORMS, OTHER_SECRETS } from './key-forms.ts';
import { Random } from './random.ts';

/** `key`: opens a door. `prompt`: what a user wrote or a model answered. `personal`: names a person or an account. */
export type CanaryKind = 'key' | 'prompt' | 'personal';

/** A text that is found nowhere else, and where it was put. */
export interface Canary {
  readonly kind: CanaryKind;
  readonly place: string;
  readonly value: string;
  /** The part that is looked for. */
  readonly mark: string;
}

/** Makes canaries, each one different, the same in every run. */
export class Planter {
  readonly planted: Canary[] = [];
  readonly #random = new Random(2026);
  readonly #forms = [...Object.values(KEY_FORMS).flat(), ...OTHER_SECRETS];
  #next = 0;

  /** A key of the next form in turn. */
  key(place: string): string {
    const key = this.#nextKey();
    return this.#keep({ kind: 'key', place, value: key, mark: random(key) });
  }

  /** A key that can be told from an id: nobody can tell a key of 32 hexadecimal digits from a trace id. */
  keyThatIsNoId(place: string): string {
    let key = this.#nextKey();
    while (isId(key)) key = this.#nextKey();
    return this.#keep({ kind: 'key', place, value: key, mark: random(key) });
  }

  /** A sentence, in English and Chinese in turn. */
  prompt(place: string): string {
    const mark = this.#random.word(12);
    const value = this.#next++ % 2 ? `my diary says ${mark} about Ann` : `我的日记写道${mark}关于小安`;
    return this.#keep({ kind: 'prompt', place, value, mark });
  }

  /** An e-mail address, a telephone or an account number. */
  personal(place: string): string {
    const turn = this.#next++ % 4;
    const name = this.#random.of('abcdefghijklmnopqrstuvwxyz', 10);
    const twelve = this.#random.digits(12);
    const mobile = `139${this.#random.digits(8)}`;
    const [value, mark] = [
      [`${name}@example.com`, name],
      [mobile, mobile],
      [`arn:aws:iam::${twelve}:user/x`, twelve],
      [`organization org-${twelve}abcdef`, `${twelve}abcdef`],
    ][turn] as [string, string];
    return this.#keep({ kind: 'personal', place, value, mark });
  }

  #nextKey(): string {
    const form = this.#forms[this.#next++ % this.#forms.length] as (random: Random) => string;
    return form(this.#random);
  }

  #keep(canary: Canary): string {
    this.planted.push(canary);
    return canary.value;
  }
}

/** The part of a key that is no other key's: the signature of a token, and what stands before the label of a key of Azure. */
function random(key: string): string {
  return key.replace(/^.*\beyJ.*\./, '').replace(/JQQJ99.*$/, '');
}
