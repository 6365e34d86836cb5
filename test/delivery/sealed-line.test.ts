import { openLine, sealLine } from '../../src/delivery/sealed-line.ts';

const json = JSON.stringify({ body: 'quota {"crc":"00000000","record":', 中: '余额不足' });
const line = sealLine('record', json).slice(0, -1);

it('gives back what was sealed, which is JSON itself', () => {
  expect(openLine('record', line)).toBe(json);
  expect(JSON.parse(line).record).toEqual(JSON.parse(json));
});

it('takes a header for no record', () => {
  expect(openLine('header', line)).toBeUndefined();
});

it('knows a line that was cut at any place', () => {
  for (let end = 0; end < line.length; end += 1) expect(openLine('record', line.slice(0, end))).toBeUndefined();
});

it('knows a line with any character changed', () => {
  for (let at = 0; at < line.length; at += 1) {
    const changed = `${line.slice(0, at)}${line[at] === '0' ? '1' : '0'}${line.slice(at + 1)}`;
    expect(openLine('record', changed)).toBeUndefined();
  }
});
