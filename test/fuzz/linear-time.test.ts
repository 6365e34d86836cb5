import { floods, PIECES } from './floods.ts';
import { slowness } from './linear-time.ts';

jest.setTimeout(120_000);

it.each(floods.map((flood) => [flood.name, flood] as const))('a megabyte takes linear time: %s', (_name, flood) => {
  expect(PIECES.map((piece) => slowness(flood, piece)).filter((slow) => slow !== undefined)).toEqual([]);
});

it('is told from quadratic time', () => {
  const quadratic = (text: string) => {
    let found = 0;
    for (let at = 0; at < text.length; at += 128) found += text.slice(at).lastIndexOf('b');
    return found;
  };
  expect(slowness({ name: 'a loop', pour: quadratic }, 'a')).toMatch(/ms/);
});
