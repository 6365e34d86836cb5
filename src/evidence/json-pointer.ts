/** Longest array that a `*` segment looks through. */
const MAX_ELEMENTS = 100;

/** Reads a JSON pointer; the segment `*` stands for the first array element that leads to a value. */
export function readPointer(value: unknown, pointer: string): unknown {
  return walk(value, segmentsOf(pointer), 1);
}

const split = new Map<string, readonly string[]>();

/** Pointers come from catalogs: there are some hundreds, and each is split once. */
function segmentsOf(pointer: string): readonly string[] {
  let segments = split.get(pointer);
  if (!segments) split.set(pointer, (segments = pointer.split('/')));
  return segments;
}

function walk(value: unknown, segments: readonly string[], from: number): unknown {
  let current = value;
  for (let index = from; index < segments.length; index++) {
    if (current === null || typeof current !== 'object') return undefined;
    const segment = segments[index] as string;
    if (segment === '*') {
      if (!Array.isArray(current)) return undefined;
      for (const element of current.slice(0, MAX_ELEMENTS)) {
        const found = walk(element, segments, index + 1);
        if (isPresent(found)) return found;
      }
      return undefined;
    }
    current = Object.hasOwn(current, segment) ? (current as Record<string, unknown>)[segment] : undefined;
  }
  return current;
}

/** Reads every value that a pointer with `*` leads to. */
export function readAll(value: unknown, pointer: string): readonly unknown[] {
  const star = pointer.indexOf('/*');
  if (star < 0) {
    const found = readPointer(value, pointer);
    return found === undefined ? [] : [found];
  }
  const list = star === 0 ? value : readPointer(value, pointer.slice(0, star));
  const rest = pointer.slice(star + 2);
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_ELEMENTS).flatMap((element) => (rest === '' ? [element] : readAll(element, rest)));
}

/** Null, false and the empty string are how APIs say that a field is absent. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false;
}

/** The first of several pointers that leads to a value. */
export function firstPresent(value: unknown, pointers: readonly string[] | undefined): unknown {
  for (const pointer of pointers ?? []) {
    const found = readPointer(value, pointer);
    if (isPresent(found)) return found;
  }
  return undefined;
}

/** A scalar as text; anything else is no text. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
