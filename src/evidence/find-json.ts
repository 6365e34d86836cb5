import { readLooseJson } from './loose-json.ts';

/** Text beyond this length is not searched, and more values than this are not read. */
const MAX_LENGTH = 65_536;
const MAX_VALUES = 8;
const MAX_STARTS = 64;

const BYTE_ORDER_MARK = 0xfeff;

/** Parses a text that is JSON, whole. */
export function parseJson(text: string): unknown {
  if (!/^[\s\uFEFF]*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** The JSON values inside a text, outermost and first ones first; objects without a key and arrays of scalars are left out. */
export function findJson(text: string): readonly unknown[] {
  const values: unknown[] = [];
  const searched = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const bare = /^\s*["'](?:code|error|error_code|message|status_code|base_resp)["']\s*:/.test(searched)
    ? `{${searched}}`
    : searched;
  let starts = 0;
  for (let at = next(bare, 0); at >= 0 && values.length < MAX_VALUES && starts < MAX_STARTS; starts++) {
    const found = readLooseJson(bare, at);
    if (found && isTelling(found.value)) values.push(found.value);
    at = next(bare, found && isTelling(found.value) ? found.end : at + 1);
  }
  return values;
}

function next(text: string, from: number): number {
  const object = text.indexOf('{', from);
  const array = text.indexOf('[{', from);
  return array >= 0 && (object < 0 || array < object) ? array : object;
}

function isTelling(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((element) => element !== null && typeof element === 'object');
  return Object.keys(value as object).length > 0;
}
