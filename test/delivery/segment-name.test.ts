import { spawnSync } from 'node:child_process';
import {
  formatSegmentName,
  isGone,
  newSegmentName,
  nobody,
  parseSegmentName,
  self,
} from '../../src/delivery/segment-name.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

it('says everything in a name, and reads it again', () => {
  const name = { ...newSegmentName(), done: 1234 };
  expect(parseSegmentName(formatSegmentName(name))).toEqual(name);
});

it.each(['notes.ndjson', 'dropped.size', `../${formatSegmentName(newSegmentName())}`])(
  'knows no segment in %s',
  (file) => {
    expect(parseSegmentName(file)).toBeUndefined();
  },
);

it('names segments in the order of their beginning, also when the clock goes back', () => {
  const ids = Array.from({ length: 50 }, () => newSegmentName().id);
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
  ids.push(...Array.from({ length: 50 }, () => newSegmentName().id));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(100);
});

it('knows that a process is gone only where its id means something', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isGone({ ...self, pid })).toBe(true);
  expect(isGone({ ...self, pid, space: 'elsewhere' })).toBe(false);
  expect(isGone(self)).toBe(false);
  expect(isGone(nobody)).toBe(true);
});
