import { readLooseJson } from '../../src/evidence/loose-json.ts';

const read = (text: string) => readLooseJson(text, text.search(/[[{]/))?.value;

describe('readLooseJson', () => {
  it.each([
    ['plain JSON', '{"a":1,"b":[true,null],"c":"x\\n\\u4f60"}', { a: 1, b: [true, null], c: 'x\n你' }],
    [
      "Python's repr",
      "{'code': 429, 'error': {'param': None, 'ok': True, 'message': \"it's\"}}",
      { code: 429, error: { param: null, ok: true, message: "it's" } },
    ],
    [
      'an apostrophe inside single quotes',
      "{'message': 'You didn't pay', 'code': 1}",
      { message: "You didn't pay", code: 1 },
    ],
    ['bare keys', "{ code: 4000, msg: 'bad' }", { code: 4000, msg: 'bad' }],
    ['typographic quotes', '{“details”:“<400> X: y”}', { details: '<400> X: y' }],
    ['a raw line break inside a string', '{"message":"one\ntwo"}', { message: 'one\ntwo' }],
    [
      'text that was cut off inside a string',
      '{"error":{"code":"X","message":"abc',
      { error: { code: 'X', message: 'abc' } },
    ],
    ['text that was cut off behind a key', '{"error":{"code":"X","mess', { error: { code: 'X' } }],
    ['Ruby hashes', '{"code"=>"X", "n"=>1}', { code: 'X', n: 1 }],
  ])('reads %s', (_name, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('gives up on what is no object', () => {
    expect(read('{1 + 2}')).toBeUndefined();
    expect(read('[')).toEqual([]);
  });

  it('is safe from depth and from a prototype key', () => {
    expect(() => read('{"a":'.repeat(10_000))).not.toThrow();
    expect(Object.getPrototypeOf(read('{"__proto__":{"x":1}}'))).toBe(Object.prototype);
  });

  it('reads a megabyte of anything in linear time', () => {
    for (const piece of ['{', '[{"', '"\\', "'a'", '{a:', '}{', '\\u']) {
      const text = `{${piece.repeat(1_000_000 / piece.length)}`;
      const started = process.hrtime.bigint();
      readLooseJson(text, 0);
      expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
    }
  });
});
