import { tripped } from '../telemetry/guard.ts';

type Method = (this: object, ...args: unknown[]) => unknown;

/** What runs ahead of a shadowed method; `target` is the object that the method was called on. */
export type BeforeCall = (target: object, ...args: unknown[]) => void;

/**
 * Runs something ahead of a method on single objects, never on their class. One wrapper serves all objects that share the
 * method, so an object costs no closure. What `before` throws goes no further, and the method sees its own arguments.
 * The wrapper is a frame in the stack of an error that is made inside the method: see `LookupShadow`.
 */
export class MethodShadow {
  readonly #names: readonly string[];
  readonly #before: BeforeCall;
  readonly #wrappers = new WeakMap<Method, Method>();
  readonly #wrapped = new WeakMap<Method, Method>();

  /** `names` are the names that the method has had, newest first. */
  constructor(names: readonly string[], before: BeforeCall) {
    this.#names = names;
    this.#before = before;
  }

  /** Shadows the first of the names that is a method; false when there is none. */
  on(target: object): boolean {
    for (const name of this.#names) {
      const method = (target as Record<string, unknown>)[name];
      if (typeof method !== 'function') continue;
      // Not enumerable, so that a printed or copied object looks as before.
      const value = this.#wrapper(name, method as Method);
      Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
      return true;
    }
    return false;
  }

  /** Takes the shadow away, unless somebody has wrapped the method since. */
  off(target: object): void {
    for (const name of this.#names) {
      const { value } = Object.getOwnPropertyDescriptor(target, name) ?? {};
      const method = typeof value === 'function' ? this.#wrapped.get(value as Method) : undefined;
      if (!method) continue;
      Reflect.deleteProperty(target, name);
      // It was the object's own before.
      if ((target as Record<string, unknown>)[name] !== method) (target as Record<string, unknown>)[name] = method;
    }
  }

  #wrapper(name: string, method: Method): Method {
    const known = this.#wrappers.get(method);
    if (known) return known;
    const before = this.#before;
    const wrapper: Method = function (this: object, ...args) {
      try {
        before(this, ...args);
      } catch (error) {
        tripped(`tap ${name}`, error);
      }
      return method.apply(this, args);
    };
    this.#wrappers.set(method, wrapper);
    this.#wrapped.set(wrapper, method);
    return wrapper;
  }
}

/**
 * Runs something when a method is looked up on single objects, which is when it is about to be called. The arguments are not
 * known, but the call leaves no frame of ours in the stack of an error that is made inside the method.
 */
export class LookupShadow {
  readonly #names: readonly string[];
  readonly #before: (target: object) => void;
  readonly #properties = new WeakMap<Method, PropertyDescriptor>();

  /** `names` are the names that the method has had, newest first. */
  constructor(names: readonly string[], before: (target: object) => void) {
    this.#names = names;
    this.#before = before;
  }

  /** Shadows the first of the names that is a method. */
  on(target: object): void {
    for (const name of this.#names) {
      const method = (target as Record<string, unknown>)[name];
      if (typeof method !== 'function') continue;
      Object.defineProperty(target, name, this.#property(name, method as Method));
      return;
    }
  }

  // The same functions for all objects: with functions of its own each object would become a slow one.
  #property(name: string, method: Method): PropertyDescriptor {
    const known = this.#properties.get(method);
    if (known) return known;
    const before = this.#before;
    const propertyOf = (wrapper: Method) => this.#property(name, wrapper);
    const property: PropertyDescriptor = {
      get(this: object): Method {
        try {
          before(this);
        } catch (error) {
          tripped(`tap ${name}`, error);
        }
        return method;
      },
      set(this: object, value: unknown) {
        // Who wraps the method does not look it up again: from here on it is the wrapper that is looked up.
        if (typeof value === 'function')
          Object.defineProperty(this, name, { ...propertyOf(value as Method), enumerable: true });
        else Object.defineProperty(this, name, { value, configurable: true, writable: true, enumerable: true });
      },
      configurable: true,
      enumerable: false,
    };
    this.#properties.set(method, property);
    return property;
  }
}
