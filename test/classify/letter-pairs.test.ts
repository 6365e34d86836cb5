import { readdirSync, readFileSync } from 'node:fs';
import { letterPairsOf } from '../../src/classify/letter-pairs.ts';
import { requiredLiterals } from '../../src/classify/required-literals.ts';

const RULES =
  /\/(?:messages|weakMessages|rules)\/\d+\/(?:message|unless)$|\/(?:proofs|hopeless|retryAfter|resetAt)\/\d+$/;

const patterns = new Set<string>();
const texts = new Set<string>();

for (const file of readdirSync('catalogs').filter((name) => name.endsWith('.json') && !name.includes('schema'))) {
  collect(JSON.parse(readFileSync(`catalogs/${file}`, 'utf8')), '');
}

function collect(value: unknown, path: string): void {
  if (typeof value === 'string') (RULES.test(path) ? patterns : texts).add(value);
  else if (value !== null && typeof value === 'object') {
    for (const [key, each] of Object.entries(value)) collect(each, `${path}/${key}`);
  }
}

describe('the letter pairs of a text', () => {
  it('rule out no pattern that matches, for every pattern and every text of the catalogs', () => {
    const wrong: string[] = [];
    let matches = 0;
    for (const text of texts) {
      const pairs = letterPairsOf(text);
      for (const pattern of patterns) {
        if (!new RegExp(pattern, 'i').test(text)) continue;
        matches += 1;
        if (!pairs.canMatch(pattern)) wrong.push(`${pattern} in ${text}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(patterns.size).toBeGreaterThan(200);
    expect(matches).toBeGreaterThan(1000);
  });

  it.each([
    ['ΛΑΘΟΣ', 'λαθοσ'],
    ['limit: µs', 'LIMIT: μS'],
    ['\\École', 'école'],
    ['𐐀𐐁', '𐐀𐐁'],
    ['straße İ', 'STRAßE İ'],
  ])('do not rule out %s for %s, which is the same in another case', (pattern, text) => {
    expect(new RegExp(pattern, 'i').test(text)).toBe(true);
    expect(letterPairsOf(text).canMatch(pattern)).toBe(true);
  });

  it('rule out most patterns for most texts', () => {
    let asked = 0;
    let left = 0;
    for (const text of texts) {
      for (const pattern of patterns) {
        asked += 1;
        if (letterPairsOf(text).canMatch(pattern)) left += 1;
      }
    }
    expect(left / asked).toBeLessThan(0.15);
  });
});

describe('the literals that a pattern requires', () => {
  it.each([
    ['insufficient balance', ['insufficient balance']],
    ['\\bTPM\\b', ['tpm']],
    ['rate[ _-]?limit', ['limit']],
    ['(?:balance|credits?) (?:is |are )?(?:too low)', ['too low']],
    ['overdue|in arrears', ['overdue', 'in arrears']],
    ['(?<duration>\\d{1,6} ?s) left', [' left']],
    ['余额不足|欠费', ['余额不足', '欠费']],
    ['a?b{0,2}long+er', ['lon']],
    ['code \\(2056\\)', ['code (2056)']],
  ])('of %s are %j', (pattern, literals) => {
    expect(requiredLiterals(pattern)).toEqual(literals);
  });

  it.each(['\\d+', 'x?', '[abc]d?', 'a|\\w+', '(?=ahead)text', '\\u4f59long', '(?!not)text'])(
    'of %s cannot be told',
    (pattern) => {
      expect(requiredLiterals(pattern)).toBeUndefined();
    },
  );
});
