import type { EnvelopeRule } from './rules.ts';

/** Keys that healthy answers have too: they tell nothing. */
const COMMON_KEYS = new Set(
  'choices candidates content data delta detail details header id message model output response results role status type usage'.split(
    ' ',
  ),
);

/** Names of events that announce a failure by themselves: what comes under them is always read. */
const FAILURE_EVENT = /error|fail/i;

export function isFailureEvent(event: string | undefined): boolean {
  return event !== undefined && FAILURE_EVENT.test(event);
}

/**
 * Matches every JSON text that one of the envelopes can fit: wanted values, keys that are there for failures alone, and codes
 * other than those that say success. Healthy answers hardly ever match, and are not even parsed.
 */
export function failureMarker(envelopes: readonly EnvelopeRule[], success: readonly string[]): RegExp {
  const fine = success
    .filter((code) => code !== '')
    .map(escapePattern)
    .join('|');
  const asText = `(?:"(?:${fine})"|(?:${fine}))\\s*[,}]`;
  const words = new Set<string>();
  const keys = new Set<string>();
  const others = new Set<string>();
  for (const { when = {}, code = [] } of envelopes) {
    const conditions = Object.entries(when);
    const event = conditions.find(([pointer]) => pointer === '@event');
    if (event && Array.isArray(event[1]) && event[1].every((name) => isFailureEvent(String(name)))) continue;
    const told = mostTelling(conditions.filter(([pointer]) => pointer !== '@event'));
    if (!told)
      for (const pointer of code) others.add(`${written(lastKey(pointer))}"\\s*:(?!\\s*(?:${NOTHING}|${asText}))`);
    else if (told.wanted === '*') keys.add(written(told.key));
    else if (isTexts(told.wanted)) for (const word of told.wanted) words.add(written(word));
    else others.add(`${written(told.lastKey)}"\\s*:\\s*(?:${[...new Set(told.wanted.map(writtenValue))].join('|')})`);
  }
  if (words.size > 0) others.add(`(?:${[...words].join('|')})"(?!\\s*:)`);
  // The blanks stand inside: outside, the engine would give one back and look at that.
  if (keys.size > 0) others.add(`(?:${[...keys].join('|')})"\\s*:(?!\\s*(?:${NOTHING}))`);
  // Keys and values begin behind one of four characters: the engine looks for those first, so that prose costs little.
  return others.size === 0 ? /(?!)/ : new RegExp(`[{,:[]\\s*"(?:${[...others].join('|')})`);
}

/** The ways in which JSON can write a text: serializers escape what is no plain ASCII, PHP the slash too. */
function written(text: string): string {
  return text.replace(/[^\w -]/g, (char) => {
    const hex = char.charCodeAt(0).toString(16).padStart(4, '0');
    const digits = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    return `(?:\\\\?${escapePattern(char)}|\\\\u${digits})`;
  });
}

/** Of a status the first digit is enough: hundreds of them would slow the search. */
function writtenValue(value: unknown): string {
  if (typeof value === 'number' && value >= 100 && value <= 999) return `${String(value)[0]}\\d\\d\\b`;
  return typeof value === 'string' ? `"${written(value)}"` : `${escapePattern(String(value))}\\b`;
}

/** Values that say as little as an absent key. */
const NOTHING = 'null\\b|false\\b|""|\\{\\s*\\}|\\[\\s*\\]';

type Wanted = '*' | readonly unknown[];

interface Condition {
  /** The key on the way to the value that tells most. */
  readonly key: string;
  /** The key of the value itself. */
  readonly lastKey: string;
  readonly wanted: Wanted;
}

function isTexts(wanted: readonly unknown[]): wanted is readonly string[] {
  return wanted.every((value) => typeof value === 'string');
}

/** The condition that healthy answers meet least: wanted texts, else a key that they lack. */
function mostTelling(conditions: readonly (readonly [string, unknown])[]): Condition | undefined {
  const all = conditions.map(([pointer, wanted]) => ({
    key: tellingKey(pointer),
    lastKey: lastKey(pointer),
    wanted: wanted as Wanted,
  }));
  return (
    all.find(({ wanted }) => wanted !== '*' && isTexts(wanted)) ??
    all.find(({ key }) => !COMMON_KEYS.has(key)) ??
    all[0]
  );
}

/** Words one of which stands in every answer that the envelope fits; of several such sets, the one with the longest words. */
export function tellingWords({ when = {}, code = [] }: EnvelopeRule): readonly string[] {
  const sets = Object.entries(when)
    .filter(([pointer]) => !pointer.startsWith('@'))
    .map(([pointer, wanted]) => (Array.isArray(wanted) && isTexts(wanted) ? wanted : [longest(keysOf(pointer))]));
  const shortest = (words: readonly string[]): number => Math.min(...words.map((word) => word.length));
  const [best] = sets.sort((one, other) => shortest(other) - shortest(one));
  return best ?? code.map(tellingKey);
}

function longest(words: readonly string[]): string {
  return words.reduce((one, other) => (other.length > one.length ? other : one));
}

/** Keys on the way to a value; behind the first, which is never of an array, numbers are places in arrays. */
function keysOf(pointer: string): readonly string[] {
  const segments = pointer.split('/').slice(1);
  return segments.filter((segment, index) => segment !== '*' && (index === 0 || !/^\d+$/.test(segment)));
}

function tellingKey(pointer: string): string {
  return keysOf(pointer).find((key) => !COMMON_KEYS.has(key)) ?? lastKey(pointer);
}

function lastKey(pointer: string): string {
  return keysOf(pointer).at(-1) ?? '';
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
