/**
 * Values that no JSON holds, but that programs hand to us: getters that throw, proxies, cycles, errors. A recipe is plain data
 * (`{ $: 'proxy' }`), so that cases can be printed, shrunk and written down as tests; `build` makes the thing itself.
 */

const KEYS = [
  'message',
  'code',
  'error',
  'status',
  'cause',
  'headers',
  'name',
  'data',
  'response',
  'base_resp',
  'stack',
];

/** Made once: a trace costs more than a case. */
const TRAP = new Error('a trap of the test');

function explode(): never {
  throw TRAP;
}

/** A proxy whose every trap throws. */
function throwingProxy(target: object): object {
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, explode] as const);
  return new Proxy(target, Object.fromEntries(traps));
}

function withThrowingGetters(): object {
  const object = {};
  for (const key of KEYS) Object.defineProperty(object, key, { get: explode, enumerable: true, configurable: true });
  return object;
}

function cycle(): object {
  const object: Record<string, unknown> = { message: 'round and round', code: 'loop' };
  for (const key of ['error', 'cause', 'data', 'response', 'errors', 'self']) object[key] = object;
  object.errors = [object, object];
  return object;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function deep(): unknown {
  let value: unknown = 'the bottom';
  for (let i = 0; i < 5_000; i++) value = i % 2 === 0 ? { error: value } : [value];
  return value;
}

function sparse(): unknown[] {
  const list: unknown[] = [];
  list.length = 2 ** 32 - 1;
  return list;
}

class Awkward {
  message = 'insufficient balance';
  toString(): never {
    return explode();
  }
  toJSON(): never {
    return explode();
  }
  valueOf(): never {
    return explode();
  }
}

const MAKERS: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  nan: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  minus: () => -0,
  bigint: () => 2n ** 70n,
  symbol: () => Symbol('s'),
  function: () => () => explode(),
  getters: withThrowingGetters,
  proxy: () => throwingProxy({}),
  list: () => throwingProxy([]),
  revoked,
  cycle,
  deep,
  sparse,
  awkward: () => new Awkward(),
  bare: () => Object.assign(Object.create(null), { code: '1008', message: 'no prototype' }),
  boxed: () => Object('a boxed string'),
  date: () => new Date(Number.NaN),
  map: () => new Map([['code', 1008]]),
  bytes: () => new Uint8Array([123, 125]),
  buffer: () => Buffer.from('{"code":1008}'),
  promise: () => Promise.resolve(1),
  wide: () => Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, i])),
  long: () => '429 insufficient balance '.repeat(4_000),
  headers: () => new Headers({ 'retry-after': '3', 'x-request-id': 'abc' }),
  getter: () => ({ get: explode }),
};

/** Names of recipes that are dear to make. */
export const HUGE: readonly string[] = ['deep', 'wide', 'long'];
export const HOSTILE: readonly string[] = Object.keys(MAKERS).filter((name) => !HUGE.includes(name));

/** Recipes of errors: `{ $: 'error', fields: {…} }`. */
const ERRORS: Readonly<Record<string, (fields: Record<string, unknown>) => Error>> = {
  error: () => new Error('failed'),
  type: () => new TypeError('fetch failed'),
  aggregate: ({ errors }) => Object.assign(new AggregateError([], 'all failed'), { errors }),
};

export const ERROR_KINDS: readonly string[] = Object.keys(ERRORS);

/** A copy of a value in which recipes are what they describe. */
export function build(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(build);
  const recipe = (value as { $?: unknown }).$;
  if (typeof recipe === 'string' && Object.hasOwn(MAKERS, recipe)) return MAKERS[recipe]?.();
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value)) put(object, key, build((value as Record<string, unknown>)[key]));
  if (typeof recipe !== 'string' || !Object.hasOwn(ERRORS, recipe)) return object;
  const error = ERRORS[recipe]?.(object) as Error;
  for (const key of Object.keys(object)) if (key !== '$' && key !== 'errors') define(error, key, object[key]);
  return error;
}

/** Sets an own property, `__proto__` included. */
export function put(object: object, key: string, value: unknown): void {
  if (key === '__proto__') define(object, key, value);
  else (object as Record<string, unknown>)[key] = value;
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
