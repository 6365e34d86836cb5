import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { check as recheck } from 'recheck';
import type { CatalogRule } from './catalog-rule.ts';
import { patternsOf } from './walk.ts';

/** A pattern reads texts that anyone can send, so its worst case must be known. */
export const patternsSafe: CatalogRule = {
  name: 'patterns-safe',
  description: 'recheck finds no text of 4 KiB on which a pattern takes more than linear time',
  everyFile: true,
  async check(report, { catalog }) {
    const places = patternsOf(catalog);
    const verdicts = await Promise.all(places.map(({ value }) => verdictOf(value)));
    for (const [index, { pointer }] of places.entries()) {
      const verdict = verdicts[index] as string;
      if (verdict !== 'safe') {
        report(pointer, `not proved safe: ${verdict}`, 'bound the repetition, or anchor the pattern');
      }
    }
  },
};

/**
 * A pattern never sees more than 4 KiB of a text (`clip`), so that is the longest attack, and 20 million steps on it are the line
 * between linear with a bounded repetition and worse. No clock decides: the verdict is the same on a busy machine.
 */
const LIMITS = {
  timeout: 120_000,
  maxAttackStringSize: 4096,
  attackLimit: 20_000_000,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
};

/** A verdict takes up to seconds and never changes, so it is kept between runs, outside the checkout. */
const cacheFolder = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const cacheFile = join(cacheFolder, 'otel-llm-errors', 'recheck-4.5.0-4096.json');
const verdicts = new Map<string, Promise<string>>(
  Object.entries(readCache()).map(([key, value]) => [key, Promise.resolve(value)]),
);
let turn: Promise<unknown> = Promise.resolve();

/** `safe`, or what is wrong. Patterns are proved one after another, so that each has its time. */
function verdictOf(pattern: string): Promise<string> {
  const known = verdicts.get(pattern);
  if (known) return known;
  const verdict = turn.then(() => prove(pattern));
  turn = verdict;
  verdicts.set(pattern, verdict);
  return verdict;
}

async function prove(pattern: string): Promise<string> {
  const diagnosis = await recheck(pattern, 'i', LIMITS as Parameters<typeof recheck>[2]);
  if (diagnosis.status === 'unknown') return `no verdict (${diagnosis.error.kind})`;
  const verdict = diagnosis.status === 'safe' ? 'safe' : diagnosis.complexity.summary;
  keep(pattern, verdict);
  return verdict;
}

function readCache(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(cacheFile, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

function keep(pattern: string, verdict: string): void {
  mkdirSync(dirname(cacheFile), { recursive: true });
  writeFileSync(cacheFile, JSON.stringify({ ...readCache(), [pattern]: verdict }));
}
