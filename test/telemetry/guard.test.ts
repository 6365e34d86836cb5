import { DiagLogLevel, diag } from '@opentelemetry/api';
import { guard, safely } from '../../src/telemetry/guard.ts';
import { getStatus } from '../../src/telemetry/status.ts';

const warn = jest.fn();
beforeEach(() => {
  warn.mockReset();
  diag.setLogger(
    { warn, error() {}, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});
afterEach(() => diag.disable());

it('passes this, arguments and result through', () => {
  const hook = guard('pass', function (this: { base: number }, more: number) {
    return this.base + more;
  });
  expect(hook.call({ base: 40 }, 2)).toBe(42);
});

it('says what a hook threw once for each name, and counts every time', () => {
  const hook = guard('broken hook', () => {
    throw new TypeError('planted');
  });
  for (let i = 0; i < 3; i += 1) expect(hook()).toBeUndefined();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0][0]).toMatch(/broken hook.*planted/s);
  expect(getStatus().guardsTripped).toMatchObject({ 'broken hook': 3 });
});

it('catches what cannot even be described', () => {
  const hostile = {
    get stack(): string {
      throw new Error('getter');
    },
    toString() {
      throw new Error('toString');
    },
  };
  expect(() =>
    safely('hostile', () => {
      throw hostile;
    }),
  ).not.toThrow();
  expect(() =>
    safely('null', () => {
      throw null;
    }),
  ).not.toThrow();
});

it('catches a diag logger that throws', () => {
  warn.mockImplementation(() => {
    throw new Error('diag');
  });
  expect(() =>
    safely('with broken diag', () => {
      throw new Error('planted');
    }),
  ).not.toThrow();
});

it('does not repeat the words of an error that may quote what was read', () => {
  safely('quoting hook', () => JSON.parse('my diary says 1'));
  const said = String(warn.mock.calls[0][0]);
  expect(said).toMatch(/quoting hook failed.*SyntaxError\n {4}at /s);
  expect(said).not.toContain('diary');
});
