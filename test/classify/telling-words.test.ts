import { readdirSync, readFileSync } from 'node:fs';
import { builtinCatalogSet, createCatalogSet } from '../../src/classify/catalog-set.ts';
import { defineCatalog } from '../../src/classify/define-catalog.ts';
import { failureMarker } from '../../src/classify/telling-words.ts';
import { findJson } from '../../src/evidence/find-json.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { readLayers } from '../../src/evidence/read-layers.ts';

const catalogs = builtinCatalogSet();

const values: object[] = [];
for (const file of readdirSync('catalogs').filter((name) => name.endsWith('.json') && !name.includes('schema'))) {
  collect(JSON.parse(readFileSync(`catalogs/${file}`, 'utf8')).samples ?? []);
}

/** Every object that stands in a sample, in its text or in its fields. */
function collect(value: unknown): void {
  if (typeof value === 'string') findJson(value).forEach(collect);
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) values.push(value);
  Object.values(value).forEach(collect);
}

const unicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One value as serializers of several languages write it. */
const writers: Readonly<Record<string, (value: unknown) => string>> = {
  JavaScript: (value) => JSON.stringify(value),
  indented: (value) => JSON.stringify(value, null, 2),
  'with tabs and CRLF': (value) => JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
  Python: (value) => JSON.stringify(value).replace(/[^ -~]/g, unicode),
  PHP: (value) =>
    JSON.stringify(value)
      .replace(/[^ -~]/g, unicode)
      .replaceAll('/', '\\/'),
  Go: (value) => JSON.stringify(value).replace(/[<>&]/g, unicode),
};

/** What the shapes find in one value, with the catalog whose host sent it. */
const failures = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].flatMap((value) =>
  catalogs.all.flatMap((catalog) => {
    const layers = readLayers(value, { catalogs, catalog, failed: false, proven: true });
    return layers.some(({ failed }) => failed) ? [{ value, catalog }] : [];
  }),
);

describe('the marker of failures', () => {
  it.each(Object.entries(writers))('misses nothing that the shapes find, written by %s', (_writer, write) => {
    const missed = failures.filter(({ value, catalog }) => !catalog.failureMarker.test(write(value)));
    expect(missed.map(({ value, catalog }) => `${catalog.provider}: ${write(value)}`)).toEqual([]);
    expect(failures.length).toBeGreaterThan(2000);
  });

  it.each([
    ['a list of numbers and texts', { '/status_code': [7, '7'] }, { status_code: '7' }],
    ['a number below a telling key', { '/fault/number': [7] }, { fault: { number: 7 } }],
    ['a key with signs of patterns', { '/$fault(s': '*' }, { '$fault(s': 'client' }],
    ['a key that is a number', { '/0': '*' }, { 0: 'boom' }],
    ['an element of a list', { '/errors/0': '*' }, { errors: ['boom'] }],
    ['words of another script', { '/状态': ['失败'] }, { 状态: '失败' }],
    ['a word with a slash', { '/type': ['acme/error'] }, { type: 'acme/error' }],
    ['a word with quotes', { '/type': ['say "no"'] }, { type: 'say "no"' }],
    ['false', { '/fine': [false] }, { fine: false }],
    ['null', { '/data': [null] }, { data: null }],
  ])('finds what the shape of a user asks for: %s', (_what, when, body) => {
    const own = defineCatalog({
      provider: 'acme',
      hosts: ['api.acme.test'],
      requestId: { from: [] },
      envelopes: [{ name: 'fault', when, message: ['/words'] }],
      codes: {},
    });
    const options = { catalogs: createCatalogSet({ catalogs: [own] }) };
    for (const write of Object.values(writers)) {
      const response = {
        url: 'https://api.acme.test/v1',
        status: 200,
        body: write({ ...body, words: 'insufficient balance' }),
      };
      expect(classifyResponse(response, options)).toMatchObject({ category: 'billing', inBand: true });
    }
  });

  it.each(['{"error":null,"code":0}', '{ "error": null, "code": 0 }', '{\n  "error" : {},\n  "code" : "0"\n}'])(
    'leaves the healthy answer %j alone',
    (text) => {
      const marker = failureMarker(
        [
          { name: 'error', when: { '/error/message': '*' } },
          { name: 'code', code: ['/code'] },
        ],
        ['0'],
      );
      expect(marker.test(text)).toBe(false);
    },
  );

  it.each(['"0, gone"', '1', '"E7"', '0.5'])('looks at the code %s', (code) => {
    expect(failureMarker([{ name: 'code', code: ['/code'] }], ['0']).test(`{"code":${code}}`)).toBe(true);
  });
});
