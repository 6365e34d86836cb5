import { rulesMatchSamples } from '../../scripts/catalog-lint/rules-match-samples.ts';
import { findings, goodCode } from './example.ts';

const rule = { category: 'billing', retryable: false, source: 'table' } as const;

describe('rules-match-samples', () => {
  it('accepts rules that take their own samples and no others', async () => {
    expect(await findings(rulesMatchSamples)).toEqual([]);
  });

  it('names a rule that misses its sample, because of unless too', async () => {
    const messages = [
      { ...rule, message: 'balance', samples: ['no money'] },
      { ...rule, message: 'arrears', unless: 'paid', samples: ['arrears are paid'] },
    ];
    expect(await findings(rulesMatchSamples, { messages })).toEqual([
      expect.stringMatching(/^\/messages\/0: misses its sample "no money"/),
      expect.stringMatching(/^\/messages\/1: misses its sample "arrears are paid"/),
    ]);
  });

  it('names an earlier rule that takes the sample of a later one', async () => {
    const messages = [
      { ...rule, message: 'bal', samples: ['bal'] },
      { ...rule, message: 'balance', samples: ['balance'] },
    ];
    expect(await findings(rulesMatchSamples, { messages })).toEqual([
      expect.stringMatching(/^\/messages\/1: rule 0 takes its sample "balance"/),
    ]);
  });

  it('lets rules of different HTTP status share a sample', async () => {
    const messages = [
      { ...rule, message: 'balance', status: [402], samples: ['balance'] },
      { ...rule, message: 'balance', status: [429], samples: ['balance'] },
    ];
    expect(await findings(rulesMatchSamples, { messages })).toEqual([]);
  });

  it("names a rule that takes its code's own sample", async () => {
    const codes = { '9': { ...goodCode, rules: [{ ...rule, message: 'balance', samples: ['balance'] }] } };
    expect(await findings(rulesMatchSamples, { codes })).toEqual([
      expect.stringMatching(/^\/codes\/9\/rules\/0: takes the sample "balance is too low" of the code itself/),
    ]);
  });
});
