import { bothLanguages } from '../../scripts/catalog-lint/both-languages.ts';
import { findings, goodCode } from './example.ts';

describe('both-languages', () => {
  it("accepts each text in its language, with the vendor's words in quotes", async () => {
    const remedy = { en: 'Pay on the page "费用中心"', zh: '到费用中心付款' };
    expect(
      await findings(bothLanguages, { title: { en: 'Acme', zh: 'Acme' }, codes: { '9': { ...goodCode, remedy } } }),
    ).toEqual([]);
  });

  it('names a text that was copied instead of translated', async () => {
    const codes = { '9': { ...goodCode, title: { en: '余额不足', zh: 'Balance' } } };
    expect(await findings(bothLanguages, { codes })).toEqual([
      expect.stringMatching(/^\/codes\/9\/title\/zh: has no Chinese/),
      expect.stringMatching(/^\/codes\/9\/title\/en: has Chinese/),
    ]);
  });
});
