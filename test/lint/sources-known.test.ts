import { sourcesKnown } from '../../scripts/catalog-lint/sources-known.ts';
import { findings, goodCode } from './example.ts';

const table = { url: 'https://acme.example/errors', read: '2026-01-01' };

describe('sources-known', () => {
  it('accepts facts whose source exists', async () => {
    expect(await findings(sourcesKnown)).toEqual([]);
  });

  it('names a source that does not exist, in a list too', async () => {
    const codes = { '9': { ...goodCode, source: ['table', 'blog'] } };
    expect(await findings(sourcesKnown, { codes })).toEqual([
      expect.stringMatching(/^\/codes\/9\/source\/1: there is no source "blog"/),
    ]);
  });

  it('names a source that no fact uses', async () => {
    expect(await findings(sourcesKnown, { sources: { table, blog: table } })).toEqual([
      expect.stringMatching(/^\/sources\/blog: no fact names this source/),
    ]);
  });

  it('refuses a day that does not exist or comes after the check', async () => {
    const impossible = { sources: { table: { ...table, read: '2025-02-30' } } };
    expect(await findings(sourcesKnown, impossible)).toEqual([expect.stringMatching(/2025-02-30 is no day/)]);
    const late = { sources: { table: { ...table, read: '2026-02-01' } } };
    expect(await findings(sourcesKnown, late)).toEqual([expect.stringMatching(/set \/checked to 2026-02-01/)]);
  });
});
