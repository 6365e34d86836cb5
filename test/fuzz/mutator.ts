import type { Dice } from './dice.ts';
import { HOSTILE, HUGE, put } from './hostile.ts';
import type { Seeds } from './seeds.ts';

const SCALARS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  200,
  400,
  429,
  500,
  1008,
  1e21,
  1e308,
  2 ** 53,
  '',
  ' ',
  '0',
  'ok',
  '1008',
  'true',
  'null',
  '\u0000',
  '\ud800',
  '\udc00x',
  '\u202e',
  '😀',
  '余额不足',
  'e\u0301',
  '\r\n',
  '\u2028',
  '__proto__',
];

const BITS: readonly string[] = [
  '\\',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '\t',
  '\u0000',
  '\ud800',
  '\udfff',
  '\u2028',
  '\ufeff',
  '\\u',
  '\\ud83d',
  '<',
  '@',
  '://',
  '?',
  '=',
  '%',
  '…',
  '，',
  '“',
  '”',
  '0',
  '9',
  'e',
  '-',
  '.',
  ' ',
];

/** Changes texts and JSON values a little, with the structure of answers in mind. Never changes what it is given. */
export class Mutator {
  readonly seeds: Seeds;

  constructor(seeds: Seeds) {
    this.seeds = seeds;
  }

  /** A text with some changes; now and then a long one. */
  text(text: string, dice: Dice): string {
    let changed = text;
    for (let i = dice.below(4); i >= 0; i--) changed = this.#changeText(changed, dice);
    if (dice.once(400)) changed = changed.repeat(1 + Math.floor(20_000 / (changed.length + 1)));
    return changed.length > 100_000 ? changed.slice(0, 100_000) : changed;
  }

  #changeText(text: string, dice: Dice): string {
    const at = dice.below(text.length + 1);
    const to = Math.min(text.length, at + dice.below(dice.once(3) ? text.length + 1 : 12));
    switch (dice.below(12)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(to);
      case 2:
        return text.slice(0, to) + text.slice(at);
      case 3:
        return text.slice(0, at) + dice.pick(BITS) + text.slice(at);
      case 4:
        return text.slice(0, at) + dice.pick(this.seeds.words) + text.slice(at);
      case 5:
        return text.slice(0, at) + dice.pick(this.seeds.texts).slice(dice.below(40));
      case 6:
        return dice.pick(this.seeds.words) + text;
      case 7:
        return text.slice(0, at) + String.fromCharCode(dice.below(dice.once(2) ? 128 : 65_536)) + text.slice(at + 1);
      case 8:
        return text.slice(0, at) + text.slice(at, to).repeat(1 + dice.below(30)) + text.slice(to);
      case 9:
        return text.replaceAll('\n', dice.pick(['\r\n', '\r', '\n\n', ' ', '']));
      case 10:
        return JSON.stringify(text).slice(dice.below(2));
      default:
        return text.replaceAll('"', dice.pick(["'", '\\"', '“', '']));
    }
  }

  /** A copy of a value with some changes; with `hostile`, recipes of what no JSON holds are among them. */
  value(value: unknown, dice: Dice, hostile = false): unknown {
    const holder: { root: unknown } = { root: copy(value) };
    for (let i = dice.below(4); i > 0; i--) {
      const slots: Slot[] = [];
      collect(holder, slots);
      this.#changeSlot(dice.pick(slots), slots, dice, hostile);
    }
    return holder.root;
  }

  #changeSlot(slot: Slot, slots: readonly Slot[], dice: Dice, hostile: boolean): void {
    const { holder, key } = slot;
    const old = (holder as Record<string, unknown>)[key];
    switch (dice.below(hostile ? 13 : 11)) {
      case 0:
        if (key !== 'root') delete (holder as Record<string, unknown>)[key];
        return;
      case 1:
        put(holder, key, dice.pick(SCALARS));
        return;
      case 2:
        if (typeof old === 'string') put(holder, key, this.text(old, dice));
        else if (typeof old === 'number') put(holder, key, dice.pick([String(old), -old, old + 1, old / 3]));
        return;
      case 3:
        put(holder, key, copy(dice.pick(this.seeds.answers).body));
        return;
      case 4: {
        const other = dice.pick(slots);
        put(holder, key, copy((other.holder as Record<string, unknown>)[other.key]));
        return;
      }
      case 5:
        if (typeof old === 'object') put(holder, key, JSON.stringify(old));
        else put(holder, key, this.text(dice.pick(this.seeds.texts), dice));
        return;
      case 6:
        if (!Array.isArray(holder) && key !== 'root') put(holder, dice.pick(this.seeds.words), old);
        return;
      case 7:
        put(holder, key, this.#nested(old, 1 + dice.below(dice.once(20) ? 200 : 5), dice));
        return;
      case 8:
        put(
          holder,
          key,
          Array.from({ length: isLeaf(old) && dice.once(5) ? 150 : 1 + dice.below(3) }, () => copy(old)),
        );
        return;
      case 9:
        put(holder, key, dice.pick(this.seeds.words));
        return;
      case 10:
        if (Array.isArray(old)) old.push(dice.pick(SCALARS));
        else if (old !== null && typeof old === 'object') put(old, dice.pick(this.seeds.words), dice.pick(SCALARS));
        return;
      default:
        put(holder, key, { $: dice.pick(dice.once(30) ? HUGE : HOSTILE) });
    }
  }

  #nested(inner: unknown, depth: number, dice: Dice): unknown {
    let value = inner;
    for (let i = 0; i < depth; i++) value = dice.once(3) ? [value] : { [dice.pick(this.seeds.words)]: value };
    return value;
  }
}

interface Slot {
  readonly holder: object;
  readonly key: string;
}

/** The places of a value; at most some hundreds. */
function collect(holder: object, slots: Slot[]): void {
  for (const key of Object.keys(holder)) {
    if (slots.length > 300) return;
    slots.push({ holder, key });
    const value = (holder as Record<string, unknown>)[key];
    if (value !== null && typeof value === 'object') collect(value, slots);
  }
}

function isLeaf(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** A copy of at most some hundred values: doubled again and again, a value would grow without end. */
function copy(value: unknown, room = { left: 600 }): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (room.left-- <= 0) return null;
  if (Array.isArray(value)) return value.slice(0, room.left).map((each) => copy(each, room));
  const object = {};
  for (const key of Object.keys(value)) put(object, key, copy((value as Record<string, unknown>)[key], room));
  return object;
}
