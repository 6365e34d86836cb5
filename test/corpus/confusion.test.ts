import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinCatalogSet } from '../../src/classify/catalog-set.ts';
import { classifyObserved, type ObservedCall } from '../../src/cli/classify-lines.ts';

interface LabelledCall {
  readonly input: ObservedCall;
  readonly expected: { readonly category: string; readonly accept?: readonly string[] } | null;
}

const corpus = join(process.env.CORPUS_DIR ?? '', 'dev.jsonl');
const present = process.env.CORPUS_DIR !== undefined && existsSync(corpus);

/** Counts of labelled against found categories; an accepted other answer counts as the label itself. */
function confusion(calls: readonly LabelledCall[]): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { input, expected } of calls) {
    if (!expected) continue;
    const found = String(classifyObserved(input, builtinCatalogSet())?.category ?? '(unseen)');
    const shown = expected.accept?.includes(found) ? expected.category : found;
    const row = counts.get(expected.category) ?? new Map<string, number>();
    counts.set(expected.category, row.set(shown, (row.get(shown) ?? 0) + 1));
  }
  return counts;
}

/** Labels down, findings across by number; a dot is zero. */
function table(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const labels = [...counts.keys()].sort();
  const found = new Set([...counts.values()].flatMap((row) => [...row.keys()]));
  const names = [...labels, ...[...found].filter((name) => !counts.has(name)).sort()];
  const cell = (text: string | number) => String(text).padStart(4);
  const width = Math.max(...names.map((name) => name.length)) + 3;
  const head = ''.padEnd(width) + names.map((_, index) => cell(index + 1)).join('');
  const rows = names.map((name, index) => {
    const row = names.map((other) => cell(counts.get(name)?.get(other) ?? '.'));
    return `${String(index + 1).padStart(2)} ${name.padEnd(width - 3)}${row.join('')}`;
  });
  return [head, ...rows].join('\n');
}

(present ? describe : describe.skip)('the confusion matrix', () => {
  it('has every labelled failure in it', () => {
    const lines = readFileSync(corpus, 'utf8').split('\n').filter(Boolean);
    const calls = lines.map((line) => JSON.parse(line) as LabelledCall);
    const counts = confusion(calls);
    console.log(`labelled (down) against found (across), ${calls.length} records\n${table(counts)}`);
    const counted = [...counts.values()].flatMap((row) => [...row.values()]).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(calls.filter(({ expected }) => expected).length);
  });
});
