import { Arbitrary, type Random, Stream, Value } from 'fast-check';
import { Dice } from './dice.ts';
import { put } from './hostile.ts';

/** Cases drawn by a function of our own, which is many times faster than a tree of combinators; any plain data is shrunk. */
export class Seeded<Case> extends Arbitrary<Case> {
  readonly #draw: (dice: Dice) => Case;

  constructor(draw: (dice: Dice) => Case) {
    super();
    this.#draw = draw;
  }

  override generate(random: Random): Value<Case> {
    return new Value(this.#draw(new Dice(random)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Case {
    return value !== undefined;
  }

  override shrink(value: Case): Stream<Value<Case>> {
    return new Stream(wrapped(simpler(value)) as IterableIterator<Value<Case>>);
  }
}

function* wrapped(values: Iterable<unknown>): Generator<Value<unknown>> {
  for (const value of values) yield new Value(value, undefined);
}

/** Simpler values, the simplest first. Types stay at the top, so that a case stays one of its kind. */
function* simpler(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield* shorter(value);
  else if (typeof value === 'number') {
    if (value !== 0) yield 0;
    if (Math.abs(value) > 1) yield Math.trunc(value / 2);
  } else if (Array.isArray(value)) {
    yield* shorter(value);
    for (const [index, each] of value.entries()) for (const less of simpler(each)) yield value.with(index, less);
  } else if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    if (keys.length > 1) yield {};
    for (const key of keys) yield without(value, key);
    for (const key of keys) {
      const inner = (value as Record<string, unknown>)[key];
      for (const less of simpler(inner)) yield replaced(value, key, less);
    }
  }
}

function* shorter<List extends string | readonly unknown[]>(list: List): Generator<unknown> {
  const { length } = list;
  for (let size = length, tries = 0; size >= 1 && tries < 200; size = Math.floor(size / 2)) {
    for (let at = 0; at < length && tries < 200; at += size, tries++) {
      const [head, tail] = [list.slice(0, at), list.slice(at + size)];
      yield typeof head === 'string' ? head + tail : [...head, ...tail];
    }
  }
}

function without(object: object, left: string): object {
  const rest = {};
  for (const key of Object.keys(object)) if (key !== left) put(rest, key, (object as Record<string, unknown>)[key]);
  return rest;
}

function replaced(object: object, at: string, value: unknown): object {
  const copy = {};
  for (const key of Object.keys(object)) {
    put(copy, key, key === at ? value : (object as Record<string, unknown>)[key]);
  }
  return copy;
}
