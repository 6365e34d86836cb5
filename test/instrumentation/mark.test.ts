import { inspect } from 'node:util';
import { createMark } from '../../src/instrumentation/mark.ts';

describe('createMark', () => {
  it('keeps one value for each object, and each mark its own', () => {
    const [one, other] = [createMark<number>(), createMark<string>()];
    const [first, second] = [{}, {}];
    one.set(first, 1);
    other.set(first, 'a');
    one.set(second, 2);
    one.set(second, 3);
    expect([one.get(first), other.get(first), one.get(second), other.get(second)]).toEqual([1, 'a', 3, undefined]);
  });

  it('shows on the object in no way', () => {
    const target = Object.assign(Object.create({ inherited: true }), { own: 1 });
    const before = inspect(target, { showHidden: true });
    createMark<number>().set(target, 1);
    expect(Reflect.ownKeys(target)).toEqual(['own']);
    expect(inspect(target, { showHidden: true })).toBe(before);
    expect({ ...target }).toEqual({ own: 1 });
  });

  it('is not passed on to objects that inherit from the marked one', () => {
    const mark = createMark<number>();
    const parent = {};
    mark.set(parent, 1);
    expect(mark.get(Object.create(parent))).toBeUndefined();
  });
});
