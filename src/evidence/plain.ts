/**
 * What a value of somebody else's program holds, as plain data: objects there can have getters that throw, be proxies, or lead back to
 * themselves. What cannot be read is left out.
 */
export function plain(value: unknown): unknown {
  return copy(value, { left: MAX_VALUES, above: [] });
}

/** Answers that tell of a failure are far smaller. */
const MAX_VALUES = 1_000;
const MAX_DEPTH = 16;
const MAX_ELEMENTS = 100;

interface Room {
  /** How many more objects are copied. */
  left: number;
  /** The objects around the one that is copied: what leads back to them is left out. */
  readonly above: object[];
}

function copy(value: unknown, room: Room): unknown {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
  }
  if (room.above.length >= MAX_DEPTH || room.above.includes(value) || room.left-- <= 0) return undefined;
  room.above.push(value);
  try {
    return ArrayBuffer.isView(value) ? undefined : copyFields(value, room);
  } catch {
    return undefined;
  } finally {
    room.above.pop();
  }
}

function copyFields(value: object, room: Room): unknown {
  if (Array.isArray(value)) {
    const { length } = value;
    const list: unknown[] = [];
    for (let index = 0; index < length && index < MAX_ELEMENTS; index++) list.push(copy(get(value, index), room));
    return list;
  }
  const object: Record<string, unknown> = {};
  // Own fields, enumerable or not: the message of an Error is not.
  for (const key of Object.getOwnPropertyNames(value)) {
    if (room.left <= 0) break;
    if (key !== 'stack' && key !== '__proto__') object[key] = copy(get(value, key), room);
  }
  return object;
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
