import { aliasesFree } from '../../scripts/catalog-lint/aliases-free.ts';
import { findings, goodCode } from './example.ts';

describe('aliases-free', () => {
  it('accepts spellings that lead to one code', async () => {
    expect(await findings(aliasesFree, { codes: { '9': { ...goodCode, aliases: ['09', 'nine'] } } })).toEqual([]);
  });

  it('names an alias that is a code, or the alias of another', async () => {
    const codes = { '9': { ...goodCode, aliases: ['10', 'ten'] }, '10': { ...goodCode, aliases: ['ten'] } };
    expect(await findings(aliasesFree, { codes })).toEqual([
      '/codes/9/aliases: "10" already leads to "10"; remove one of them',
      '/codes/10/aliases: "ten" already leads to "9"; remove one of them',
    ]);
  });
});
