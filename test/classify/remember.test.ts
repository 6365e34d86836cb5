import { remember } from '../../src/classify/remember.ts';

describe('remember', () => {
  it('gives what the function gives, and asks it once for a text that comes again', () => {
    const asked: string[] = [];
    const length = remember((text) => asked.push(text) && text.length);
    expect([length('abc'), length('abcd'), length('abc')]).toEqual([3, 4, 3]);
    expect(asked).toEqual(['abc', 'abcd']);
  });

  it('remembers that nothing was found', () => {
    let asked = 0;
    const nothing = remember(() => {
      asked += 1;
      return undefined;
    });
    expect([nothing('x'), nothing('x')]).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });

  it('forgets what did not come for long, and keeps what comes again and again', () => {
    const asked = new Map<string, number>();
    const count = remember((text) => {
      asked.set(text, (asked.get(text) ?? 0) + 1);
      return text;
    });
    for (let index = 0; index < 1000; index++) {
      count('often');
      count(`once ${index}`);
    }
    count('once 0');
    expect(asked.get('often')).toBe(1);
    expect(asked.get('once 0')).toBe(2);
  });

  it('keeps only the last of long texts', () => {
    let asked = 0;
    const long = remember((text) => {
      asked += 1;
      return text.length;
    });
    const texts = ['a', 'b'].map((letter) => letter.repeat(10_000));
    for (const text of [...texts, ...texts, texts[1] as string]) expect(long(text)).toBe(10_000);
    expect(asked).toBe(4);
  });
});
