import { foldHeaderName, type HeaderLookup } from '../classify/header-lookup.ts';

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
    if (reader) return reader(name) ?? undefined;
    index ??= indexHeaders(source);
    return index.get(foldHeaderName(name));
  };
}

/** Something that only answers `get(name)`: it is asked as it is. */
function getterOf(source: HeaderSource | null | undefined): ((name: string) => string | null | undefined) | undefined {
  if (source === null || source === undefined || typeof source !== 'object' || 'entries' in source) return undefined;
  const { get } = source as { get?: unknown };
  return typeof get === 'function' ? (name) => get.call(source, name) as string | null | undefined : undefined;
}

function indexHeaders(source: HeaderSource | null | undefined): Map<string, string> {
  const index = new Map<string, string>();
  const add = (name: unknown, value: unknown): void => {
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (typeof name === 'string' && (typeof text === 'string' || typeof text === 'number')) {
      index.set(foldHeaderName(name), String(text));
    }
  };
  if (Array.isArray(source) && !Array.isArray(source[0])) {
    for (let i = 0; i + 1 < source.length; i += 2) add(source[i], source[i + 1]);
  } else for (const [name, value] of entriesOf(source)) add(name, value);
  return index;
}

function entriesOf(source: HeaderSource | null | undefined): Iterable<readonly [unknown, unknown]> {
  if (source === null || source === undefined || typeof source !== 'object') return [];
  if (Array.isArray(source)) return source as (readonly [string, unknown])[];
  const { entries } = source as { entries?: unknown };
  if (typeof entries === 'function') return entries.call(source) as Iterable<readonly [unknown, unknown]>;
  return Object.entries(source);
}
