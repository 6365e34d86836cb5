import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { CatalogError, defineCatalog } from '../../src/classify/define-catalog.ts';
import { explainCode } from '../../src/classify/explain.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';

const acme = {
  provider: 'acme',
  title: { en: 'Acme', zh: '艾克米' },
  hosts: ['api.acme.example'],
  requestId: { attribute: 'acme.request_id', from: [{ header: 'X-Acme-Id' }, { body: '/id' }] },
  envelopes: [{ name: 'flat', when: { '/ok': [false] }, code: ['/reason'], message: ['/text'] }],
  codes: {
    BROKE: {
      category: 'billing',
      retryable: false,
      title: { en: 'No coins', zh: '没有硬币' },
      remedy: { en: 'Insert a coin.', zh: '请投币。' },
      source: 'manual',
      samples: ['no coins left'],
    },
  },
};

describe('defineCatalog', () => {
  it('teaches the classifier a provider of the user', () => {
    const catalogs = createCatalogSet({ catalogs: [defineCatalog(acme)] });
    const found = classifyResponse(
      {
        url: 'https://api.acme.example/v1',
        status: 200,
        headers: { x_acme_id: 'a-1' },
        body: '{"ok":false,"reason":"BROKE","text":"no coins left"}',
      },
      { catalogs },
    );
    expect(found).toMatchObject({
      provider: 'acme',
      code: 'BROKE',
      category: 'billing',
      requestId: 'a-1',
      requestIdSource: 'X-Acme-Id',
      inBand: true,
    });
    expect(explainCode('acme', 'BROKE', { catalogs, language: 'zh' })).toMatchObject({
      title: '没有硬币',
      remedy: '请投币。',
    });
  });

  it('adds to and overrides a built-in catalog of the same provider', () => {
    const own = defineCatalog({
      ...acme,
      provider: 'minimax',
      hosts: ['minimax.internal'],
      envelopes: [],
      codes: { 1008: acme.codes.BROKE, 9999: { category: 'conflict', retryable: null } },
    });
    const catalogs = createCatalogSet({ catalogs: [own] });
    const answer = (url: string, code: number) =>
      classifyResponse({ url, status: 200, body: { base_resp: { status_code: code, status_msg: 'x' } } }, { catalogs });
    expect(answer('https://minimax.internal/v1', 9999)).toMatchObject({
      provider: 'minimax',
      code: '9999',
      category: 'conflict',
    });
    expect(answer('https://api.minimax.io/v1', 1002)).toMatchObject({ code: '1002', category: 'rate_limited' });
    expect(explainCode('minimax', '1008', { catalogs })?.title).toBe('No coins');
  });

  it('keeps what it does not override, and the day of the catalog it extends', () => {
    const own = defineCatalog({ ...acme, provider: 'dashscope', hosts: [], codeHeaders: ['x-acme-code'], codes: {} });
    const catalog = createCatalogSet({ catalogs: [own] }).forName('dashscope');
    expect(catalog?.rules.codeHeaders).toEqual(['x-acme-code']);
    expect(catalog?.rules.codes.Arrearage).toBeDefined();
    expect(catalog?.version).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it.each([
    [{ ...acme, provider: 'Acme!' }, '/provider', 'must be a name such as'],
    [{ ...acme, hosts: 'api.acme.example' }, '/hosts', 'must be an array'],
    [
      { ...acme, codes: { X: { category: 'poor', retryable: false } } },
      '/codes/X/category',
      'must be one of authentication',
    ],
    [{ ...acme, codes: { X: { category: 'billing' } } }, '/codes/X/retryable', 'must be true, false, or null'],
    [
      { ...acme, messages: [{ message: '(', category: 'billing', retryable: false }] },
      '/messages/0/message',
      'must be a valid regular expression',
    ],
    [{ ...acme, envelopes: [{ name: 'x', code: ['code'] }] }, '/envelopes/0/code/0', 'must be a JSON pointer'],
    [{ ...acme, requestId: { from: [{}] } }, '/requestId/from/0', 'must have one of'],
    [
      { ...acme, messages: [{ message: 'xyz', status: 429, category: 'billing', retryable: false }] },
      '/messages/0/status',
      'must be an array',
    ],
    [{ ...acme, surfaces: [{ operation: 'chat' }] }, '/surfaces/0/paths', 'must be an array'],
    [{ ...acme, envelopes: [{ name: 'x', absent: '/x' }] }, '/envelopes/0/absent', 'must be an array'],
    [
      { ...acme, envelopes: [{ name: 'x', when: { '/code': 'E1' } }] },
      '/envelopes/0/when//code',
      'must be "*" or a list',
    ],
    [{ ...acme, aliases: 'abc' }, '/aliases', 'must be an array'],
    [null, '/', 'must be an object'],
  ])('names the field and the fix: %#', (catalog, path, problem) => {
    let thrown: unknown;
    try {
      defineCatalog(catalog);
    } catch (error) {
      thrown = error;
    }
    expect(CatalogError.isInstance(thrown)).toBe(true);
    expect(thrown).toMatchObject({ code: 'LLM_ERROR_CATALOG_INVALID', path });
    expect((thrown as Error).message).toContain(problem);
  });
});
