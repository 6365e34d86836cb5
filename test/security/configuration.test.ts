import { DiagLogLevel, diag } from '@opentelemetry/api';
import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { CatalogError, defineCatalog } from '../../src/classify/define-catalog.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { accountOf, resolveConfig } from '../../src/telemetry/config.ts';

const GOOD = {
  provider: 'acme',
  hosts: ['llm.acme.example'],
  requestId: { attribute: 'acme.request_id', from: [{ body: '/id' }] },
  envelopes: [{ name: 'error', code: ['/code'], message: ['/message'] }],
  codes: { E1: { category: 'billing', retryable: false } },
};

describe('a catalog that means harm', () => {
  it.each([
    ['is no object', 'catalog'],
    ['has a provider that is a line of a log', { ...GOOD, provider: 'acme\nERROR forged' }],
    ['has a provider that is born with every object', { ...GOOD, provider: '__proto__' }],
    ['writes over OpenTelemetry’s own field', { ...GOOD, requestId: { attribute: 'trace_id', from: [] } }],
    ['writes an attribute that is no name', { ...GOOD, requestId: { attribute: 'a\nb.c', from: [] } }],
    ['has a pattern that is none', { ...GOOD, messages: [{ message: '(', category: 'billing', retryable: false }] }],
    ['has a pattern that is too long', { ...GOOD, embeddedCodes: ['a'.repeat(201)] }],
    ['has a cause that is none', { ...GOOD, codes: { E1: { category: 'toString', retryable: false } } }],
    ['has lists that are none', { ...GOOD, hosts: { length: 1e9 } }],
  ])('that %s is refused, and the refusal says where', (_, catalog) => {
    expect(() => defineCatalog(catalog)).toThrow(expect.objectContaining({ code: 'LLM_ERROR_CATALOG_INVALID' }));
    expect(CatalogError.isInstance(new CatalogError('a', '/', 'b'))).toBe(true);
  });

  it('changes no prototype', () => {
    const text = `{"__proto__":{"polluted":1},${JSON.stringify({ ...GOOD, provider: 'minimax' }).slice(1)}`;
    const hostile = JSON.parse(text.replace('"E1":', '"__proto__":{"category":"billing","retryable":false},"E1":'));
    const catalogs = createCatalogSet({ catalogs: [defineCatalog(hostile)] });
    classifyResponse({ provider: 'minimax', status: 400, body: { code: '__proto__' } }, { catalogs });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('variables that mean harm', () => {
  const warned: string[] = [];
  beforeAll(() => {
    const warn = (text: string) => void warned.push(text);
    diag.setLogger(
      { warn, error: warn, info: warn, debug: warn, verbose: warn },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
  });
  afterAll(() => diag.disable());

  it.each([
    { OTEL_LLM_ERRORS_HOSTS: '__proto__=minimax,constructor=openai,toString=coze' },
    { OTEL_LLM_ERRORS_HOSTS: `${'a,'.repeat(100_000)}=` },
    { OTEL_LLM_ERRORS_ACCOUNTS: '__proto__=x' },
    { OTEL_LLM_ERRORS_EVENT_SEVERITY: '1e99', OTEL_LLM_ERRORS_EVENTS_PER_MINUTE: 'NaN' },
    { OTEL_LLM_ERRORS_REMEDIATION_LANGUAGE: '__proto__', OTEL_LLM_ERRORS_SPAN_TEXTS: 'constructor' },
    { OTEL_LLM_ERRORS_MESSAGES: 'constructor' },
    { OTEL_LLM_ERRORS_MESSAGES: 'yes\n2026 ERROR forged \u001b[31m sk-proj-abcdEFGH12345678' },
  ])('cost a line and the default (%j)', (env) => {
    const config = resolveConfig({}, env);
    expect(config.messages).toBe(false);
    expect(accountOf('constructor', config)).toBeUndefined();
    expect(config.catalogs.forHost('hasOwnProperty')).toBeUndefined();
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('put neither a line nor a key into what diag says', () => {
    expect(warned.length).toBeGreaterThan(4);
    expect(warned.filter((line) => /\p{Cc}|sk-proj/u.test(line))).toEqual([]);
  });
});
