/** How many texts are remembered, and the longest of them; and the longest that is kept as the last one, in characters. */
const MOST = 128;
const LONGEST = 512;
const LONGEST_LAST = 65_536;

/**
 * Remembers what a pure function found in the latest texts: a provider that fails says the same sentence again and again.
 * Memory is bounded: of longer texts only the last is kept.
 */
export function remember<Found>(find: (text: string) => Found): (text: string) => Found {
  let recent = new Map<string, Found>();
  let older = new Map<string, Found>();
  let last: { readonly text: string; readonly found: Found } | undefined;
  return (text) => {
    if (text.length > LONGEST_LAST) return find(text);
    if (text.length > LONGEST) {
      if (last?.text !== text) last = { text, found: find(text) };
      return last.found;
    }
    let found = recent.get(text);
    if (found !== undefined || recent.has(text)) return found as Found;
    found = older.has(text) ? (older.get(text) as Found) : find(text);
    if (recent.size >= MOST / 2) {
      older = recent;
      recent = new Map();
    }
    recent.set(detached(text), found);
    return found;
  };
}

/** A copy that does not hold the longer text, which it may be a slice of, in memory. */
function detached(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
