import { filenameIsProvider } from '../../scripts/catalog-lint/filename-is-provider.ts';
import { findings } from './example.ts';

describe('filename-is-provider', () => {
  it('accepts the provider with - in the place of other characters', async () => {
    expect(await findings(filenameIsProvider)).toEqual([]);
  });

  it('says how the file must be named', async () => {
    expect(await findings(filenameIsProvider, {}, { path: 'catalogs/acme.json' })).toEqual([
      '/provider: the file of "acme.ai" has another name; name it catalogs/acme-ai.json',
    ]);
  });
});
