import { envelopeNamesUnique } from '../../scripts/catalog-lint/envelope-names-unique.ts';
import { findings } from './example.ts';

describe('envelope-names-unique', () => {
  it('accepts names of their own', async () => {
    expect(await findings(envelopeNamesUnique)).toEqual([]);
  });

  it('names the second envelope of a name', async () => {
    const envelopes = [{ name: 'native' }, { name: 'native' }];
    expect(await findings(envelopeNamesUnique, { envelopes })).toEqual([
      '/envelopes/1: "native" stands twice; give it a name of its own',
    ]);
  });
});
