import { hostsUnique } from '../../scripts/catalog-lint/hosts-unique.ts';
import { findings, goodCatalog } from './example.ts';

describe('hosts-unique', () => {
  it('accepts catalogs that share nothing', async () => {
    const other = { ...goodCatalog, provider: 'other', aliases: [], hosts: ['api.other.example'] };
    expect(await findings(hostsUnique, {}, { others: [other] })).toEqual([]);
  });

  it('names the host, the alias and the header that lead to two catalogs', async () => {
    const other = { ...goodCatalog, provider: 'acme', aliases: [], signatureHeaders: ['X_Acme'] };
    expect(await findings(hostsUnique, { signatureHeaders: ['x-acme'] }, { others: [other] })).toEqual([
      expect.stringMatching(/^\/hosts: "api.acme.example" is in catalogs\/other-0.json too/),
      expect.stringMatching(/^\/aliases: "acme" is in/),
      expect.stringMatching(/^\/signatureHeaders: "x-acme" is in/),
    ]);
  });

  it('names a host that stands twice', async () => {
    expect(await findings(hostsUnique, { hosts: ['a.example', 'a.example'] })).toEqual([
      '/hosts: "a.example" stands twice; remove one',
    ]);
  });
});
