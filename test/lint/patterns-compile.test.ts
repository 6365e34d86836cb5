import { patternsCompile } from '../../scripts/catalog-lint/patterns-compile.ts';
import { findings } from './example.ts';

const withPattern = (pattern: string) => findings(patternsCompile, { texts: [pattern] });

describe('patterns-compile', () => {
  it('accepts the subset that JavaScript and RE2 share', async () => {
    expect(await findings(patternsCompile)).toEqual([]);
    expect(await withPattern('^\\[(?<code>[0-9+*?]{1,9})\\](?:\\+|\\\\1)+?$')).toEqual([]);
  });

  it.each([
    ['a pattern that does not compile', '(abc'],
    ['a look-ahead', 'a(?=b)'],
    ['a look-behind', '(?<!a)b'],
    ['a numbered back-reference', '(a)\\1'],
    ['a named back-reference', '(?<a>b)\\k<a>'],
    ['an escape that RE2 does not know', '\\u4e2d'],
    ['an empty class', 'a[^]b'],
    ['more than 200 characters', 'a'.repeat(201)],
  ])('refuses %s', async (_, pattern) => {
    expect(await withPattern(pattern)).toEqual([expect.stringMatching(/^\/texts\/0: /)]);
  });
});
