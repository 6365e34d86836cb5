/**
 * What a value of somebody else's program holds, as plain data: objects there can have getters that throw, be proxies, or lead back to
 * themselves. What cannot be read is left out.
 */
export function plain(value: unknown): unknown {
  return copy(value, { left: MAX_VALUES }, 0);
}

/** Answers that tell of a failure are far smaller. */
const MAX_VALUES = 2_000;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 100;

function copy(value: unknown, room: { left: number }, depth: number): unknown {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  }
  if (depth >= MAX_DEPTH || room.left-- <= 0) return undefined;
  try {
    if (ArrayBuffer.isView(value)) return undefined;
    if (Array.isArray(value)) {
      const { length } = value;
      const list: unknown[] = [];
      for (let index = 0; index < length && index < MAX_ELEMENTS; index++)
        list.push(copy(get(value, index), room, depth + 1));
      return list;
    }
    const object: Record<string, unknown> = {};
    // Own fields, enumerable or not: the message of an Error is not.
    for (const key of Object.getOwnPropertyNames(value)) {
      if (room.left <= 0) break;
      if (key !== 'stack' && key !== '__proto__') object[key] = copy(get(value, key), room, depth + 1);
    }
    return object;
  } catch {
    return undefined;
  }
}

/** A field of anything; undefined where it cannot be read. */
export function get(value: unknown, key: string | number): unknown {
  try {
    return value === null || (typeof value !== 'object' && typeof value !== 'function')
      ? undefined
      : (value as Record<string | number, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Whether something has a field; it is not read, because the trace of an error is made when it is. */
export function has(value: object, key: string): boolean {
  try {
    return key in value;
  } catch {
    return false;
  }
}

/** The elements of a list, `most` of them, from the end where that is negative; none of what is no list. */
export function elements(value: unknown, most: number): readonly unknown[] {
  try {
    return !Array.isArray(value) ? [] : most < 0 ? value.slice(most) : value.slice(0, most);
  } catch {
    return [];
  }
}

/** The enumerable keys of anything; none where they cannot be read. */
export function keysOf(value: object): readonly string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}
