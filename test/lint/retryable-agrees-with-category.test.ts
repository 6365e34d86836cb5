import { retryableRule } from '../../scripts/catalog-lint/retryable-agrees-with-category.ts';
import { findings, goodCode } from './example.ts';

const differing = { codes: { '9': { ...goodCode, retryable: null } } };

describe('retryable-agrees-with-category', () => {
  it('accepts what the category says', async () => {
    expect(await findings(retryableRule([]))).toEqual([]);
  });

  it('names the entry that differs', async () => {
    expect(await findings(retryableRule([]), differing)).toEqual([
      expect.stringMatching(/^\/codes\/9: billing is usually not retryable; set retryable to false/),
    ]);
  });

  it('accepts an explained exception', async () => {
    expect(
      await findings(retryableRule([{ entry: 'acme-ai#/codes/9', reason: 'the table says so' }]), differing),
    ).toEqual([]);
  });

  it('names an exception that is no longer needed', async () => {
    expect(await findings(retryableRule([{ entry: 'acme-ai#/codes/9', reason: 'the table says so' }]))).toEqual([
      expect.stringMatching(/^\/codes\/9: is an exception that is no longer needed/),
    ]);
  });
});
