import { samplesNoSecrets } from '../../scripts/catalog-lint/samples-no-secrets.ts';
import { findings, goodCode } from './example.ts';

const withSample = (sample: string) =>
  findings(samplesNoSecrets, { codes: { '9': { ...goodCode, samples: [sample] } } });

describe('samples-no-secrets', () => {
  it('accepts placeholders', async () => {
    expect(await withSample('wrong key sk-***, sent as Bearer sk-xxx')).toEqual([]);
  });

  it.each(['sk-', 'pat_', 'LTAI', 'Bearer '])('refuses what looks like a real %s key', async (start) => {
    expect(await withSample(`wrong key ${start}${'a1B2'.repeat(6)}`)).toEqual([
      expect.stringMatching(/^\/codes\/9\/samples\/0: looks like a real key/),
    ]);
  });
});
