import { builtinCatalogSet, createCatalogSet } from '../../src/classify/catalog-set.ts';
import { headerLookup } from '../../src/evidence/headers.ts';

const catalogs = builtinCatalogSet();

describe('the catalog set', () => {
  it.each([
    ['api.minimax.io', 'minimax'],
    ['API.MINIMAXI.COM', 'minimax'],
    ['dashscope-intl.aliyuncs.com', 'dashscope'],
    ['ws-1.cn-beijing.maas.aliyuncs.com', 'dashscope'],
    ['api.coze.cn:443', 'coze'],
    ['bucket.oss-cn-beijing.aliyuncs.com', undefined],
    ['api.minimax.io.evil.example', undefined],
    ['example.com', undefined],
  ])('knows whose host %s is', (host, provider) => {
    expect(catalogs.forHost(host)?.provider).toBe(provider);
  });

  it('finds a provider by the names that instrumentations emit', () => {
    expect(catalogs.forName('alibaba.chat')?.provider).toBe('dashscope');
    expect(catalogs.forName('minimax.messages')?.provider).toBe('minimax');
    expect(catalogs.forName('nobody')).toBeUndefined();
  });

  it('takes a header that one vendor alone sends as proof, and an id that many send as none', () => {
    expect(catalogs.forHeaders(headerLookup({ 'X-DashScope-Call-Gateway': 'true' }))?.provider).toBe('dashscope');
    expect(
      catalogs.forHeaders(headerLookup({ 'X-Tt-Logid': '1', 'Trace-Id': '2', 'x-request-id': '3' })),
    ).toBeUndefined();
  });

  it('lets the user assign hosts, with or without a port, also to a provider that no catalog knows', () => {
    const own = createCatalogSet({
      hosts: { 'llm.corp.example': 'minimax', '127.0.0.1:4000': 'coze', 'x.example': 'acme' },
    });
    expect(own.forHost('llm.corp.example:8443')?.provider).toBe('minimax');
    expect(own.forHost('127.0.0.1:4000')?.provider).toBe('coze');
    expect(own.forHost('127.0.0.1:4001')).toBeUndefined();
    expect(own.forHost('x.example')?.provider).toBe('acme');
  });

  it('says which operation a path is', () => {
    expect(catalogs.forName('dashscope')?.operationFor('/compatible-mode/v1/chat/completions')).toBe('chat');
    expect(catalogs.forName('minimax')?.operationFor('/nowhere')).toBeUndefined();
  });
});
