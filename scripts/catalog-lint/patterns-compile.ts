import type { CatalogRule } from './catalog-rule.ts';
import { patternsOf } from './walk.ts';

/** Patterns run in JavaScript here and in RE2 inside the Collector, so they stay in what both understand. */
export const patternsCompile: CatalogRule = {
  name: 'patterns-compile',
  description: 'patterns compile, stay in the subset that JavaScript and RE2 share, and have at most 200 characters',
  everyFile: true,
  check(report, { catalog }) {
    for (const { pointer, value: pattern } of patternsOf(catalog)) {
      const [wrong, fix] = problemOf(pattern) ?? [];
      if (wrong && fix) report(pointer, wrong, fix);
    }
  },
};

function problemOf(pattern: string): [wrong: string, fix: string] | undefined {
  if (pattern.length > 200) return [`has ${pattern.length} characters`, 'shorten it to 200, or make it two rules'];
  try {
    new RegExp(pattern, 'i');
  } catch (error) {
    return [(error as Error).message, 'mend the expression'];
  }
  // Escapes and classes are taken whole, so that what stands in them is not read as syntax.
  for (const [token] of pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|>)|[*+?}]\+/gs)) {
    if (token.startsWith('(?')) return [`look-around or atomic group ${token}`, 'use `unless`, or a capture'];
    if (/^[*+?}]\+$/.test(token)) return [`possessive quantifier ${token}`, 'use the plain quantifier'];
    if (token === '[]' || token === '[^]') return [`empty class ${token}`, 'write (?:.|\\n) or name the characters'];
  }
  for (const [token, letter] of pattern.matchAll(/\\(.)/gs)) {
    if (/[1-9k]/.test(String(letter))) return [`back-reference ${token}`, 'repeat the expression'];
    if (/[a-z0-9]/i.test(String(letter)) && !/[dDwWsSbBnrtfvx]/.test(String(letter))) {
      return [`escape ${token} is unknown to RE2`, 'write the character itself'];
    }
  }
  return undefined;
}
