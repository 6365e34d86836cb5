/** A note on objects of somebody else's. */
export interface Mark<Value> {
  get(target: object): Value | undefined;
  set(target: object, value: Value): void;
}

/**
 * Makes a note that is kept in a private field on the object itself: no reflection shows it and it is gone with the object,
 * as with a WeakMap, which costs thirty times as much for objects that live as short as a request.
 */
export function createMark<Value>(): Mark<Value> {
  return class Marked extends Given {
    #value: Value;

    constructor(target: object, value: Value) {
      super(target);
      this.#value = value;
    }

    static get(target: object): Value | undefined {
      return #value in target ? target.#value : undefined;
    }

    static set(target: object, value: Value): void {
      if (#value in target) target.#value = value;
      else new Marked(target, value);
    }
  };
}

/** Gives back what it is given, so that the private fields of a class that extends it land there. */
class Given {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is its purpose
    return target;
  }
}
