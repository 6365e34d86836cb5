import { patternsSafe } from '../../scripts/catalog-lint/patterns-safe.ts';
import { findings } from './example.ts';

describe('patterns-safe', () => {
  it('accepts patterns of linear cost', async () => {
    expect(await findings(patternsSafe)).toEqual([]);
  });

  it('names a pattern that backtracks', async () => {
    expect(await findings(patternsSafe, { texts: ['(a+)+$'] })).toEqual([
      expect.stringMatching(/^\/texts\/0: not proved safe: exponential/),
    ]);
  });
});
