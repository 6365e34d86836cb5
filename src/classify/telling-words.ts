import type { EnvelopeRule } from './rules.ts';

/** Keys that healthy answers have too: they tell nothing. */
const COMMON_KEYS = new Set(
  'choices candidates content data delta detail details header id message model output response results role status type usage'.split(
    ' ',
  ),
);

/** The quoted keys and values without which none of the envelopes can match. */
export function failureMarker(envelopes: readonly EnvelopeRule[]): RegExp {
  const words = new Set(envelopes.flatMap(tellingWords).map(escapePattern));
  // Alternatives between quotes: the engine looks for the quote first, so that prose costs next to nothing.
  return words.size === 0 ? /"error"/ : new RegExp(`"(?:${[...words].join('|')})"`);
}

/** Words one of which stands in every answer that the envelope fits: wanted values, else a key that healthy answers lack. */
export function tellingWords({ when = {}, code = [] }: EnvelopeRule): readonly string[] {
  const conditions = Object.entries(when).filter(([pointer]) => !pointer.startsWith('@'));
  const valued = conditions.find(
    ([, values]) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
  );
  if (valued) return valued[1] as readonly string[];
  const pointers = conditions.length > 0 ? conditions.map(([pointer]) => pointer) : code;
  const keys = pointers.map(tellingKey);
  if (conditions.length === 0) return keys;
  return [keys.find((key) => !COMMON_KEYS.has(key)) ?? (keys[0] as string)];
}

function tellingKey(pointer: string): string {
  const keys = pointer.split('/').filter((segment) => segment !== '' && segment !== '*' && !/^\d+$/.test(segment));
  return keys.find((key) => !COMMON_KEYS.has(key)) ?? (keys.at(-1) as string);
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
