import { foldHeaderName, type HeaderLookup } from '../classify/header-lookup.ts';
import { elements, get } from './plain.ts';

/** Response headers in any form that a client or a tap holds them. */
export type HeaderSource =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, unknown>>
  | readonly (readonly [string, unknown])[]
  | readonly string[];

/** Makes a lookup of any form of headers; names are compared without case, and `_` equals `-`. */
export function headerLookup(source: HeaderSource | null | undefined): HeaderLookup {
  let index: Map<string, string> | undefined;
  const reader = getterOf(source);
  return (name) => {
    if (reader) return reader(name);
    index ??= indexHeaders(source);
    return index.get(foldHeaderName(name));
  };
}

/** Something that only answers `get(name)`: it is asked as it is. */
function getterOf(source: HeaderSource | null | undefined): ((name: string) => string | undefined) | undefined {
  if (get(source, 'entries') !== undefined) return undefined;
  const ask = get(source, 'get');
  if (typeof ask !== 'function') return undefined;
  return (name) => {
    try {
      return textOf(ask.call(source, name));
    } catch {
      return undefined;
    }
  };
}

/** More headers than this no server sends. */
const MAX_HEADERS = 500;

function indexHeaders(source: unknown): Map<string, string> {
  const index = new Map<string, string>();
  const add = (name: unknown, value: unknown): void => {
    const text = textOf(value);
    if (typeof name === 'string' && text !== undefined) index.set(foldHeaderName(name), text);
  };
  try {
    const list = Array.isArray(source) ? source.slice(0, 2 * MAX_HEADERS) : undefined;
    if (list && !Array.isArray(list[0])) {
      for (let i = 0; i + 1 < list.length; i += 2) add(list[i], list[i + 1]);
    } else {
      for (const [name, value] of list ?? entriesOf(source)) {
        add(name, value);
        if (index.size >= MAX_HEADERS) break;
      }
    }
  } catch {
    // What could be read before is kept.
  }
  return index;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value)
    ? elements(value, MAX_VALUES)
        .filter((each) => typeof each === 'string')
        .join(', ')
    : undefined;
}

const MAX_VALUES = 20;

function entriesOf(source: unknown): Iterable<readonly [unknown, unknown]> {
  if (source === null || typeof source !== 'object') return [];
  const entries = get(source, 'entries');
  if (typeof entries === 'function') return entries.call(source) as Iterable<readonly [unknown, unknown]>;
  return Object.keys(source).map((name) => [name, get(source, name)] as const);
}
