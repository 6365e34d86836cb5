import { categories } from '../../src/classify/categories.ts';
import type { LlmErrorClassification } from '../../src/classify/types.ts';

type Found = LlmErrorClassification | undefined;

/** What is wrong with an outcome; a finding. */
export class Violation extends Error {}

export function demand(held: boolean, problem: string): asserts held {
  if (!held) throw new Violation(problem);
}

const PHASES = ['connect', 'response', 'stream', 'task'];
const MATCHES = ['code', 'prefix', 'type', 'message', 'shape', 'http_status', 'exception', 'none'];
/** Longest value of each text. */
const LONGEST: Readonly<Record<string, number>> = {
  provider: 100,
  code: 256,
  subcode: 256,
  upstreamProvider: 64,
  requestId: 128,
  requestIdSource: 128,
  exception: 100,
  taskId: 128,
  message: 512,
  rule: 320,
};
const KEYS = new Set([
  ...Object.keys(LONGEST),
  ...['category', 'fault', 'retryable', 'retryAfter', 'resetAt', 'phase', 'inBand', 'httpStatus', 'match'],
]);

/** Demands that a classification is what its type says, with every text within its bound. */
export function demandWellFormed(found: Found): void {
  demandUnpolluted();
  if (found === undefined) return;
  const fields = found as unknown as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) {
    demand(KEYS.has(key), `a key of its own: ${key}`);
    const longest = LONGEST[key];
    if (longest === undefined) continue;
    const value = fields[key];
    demand(typeof value === 'string' && value !== '', `${key} is no text`);
    demand(value.length <= longest, `${key} has ${value.length} characters`);
  }
  const { category, fault, retryable, retryAfter, resetAt, phase, inBand, httpStatus, match, message } = found;
  demand(Object.hasOwn(categories, category), `category ${String(category)}`);
  demand(fault === categories[category].fault, `fault ${String(fault)} of ${category}`);
  demand(retryable === undefined || typeof retryable === 'boolean', 'retryable');
  demand(retryAfter === undefined || (Number.isFinite(retryAfter) && retryAfter >= 0), `retryAfter ${retryAfter}`);
  demand(resetAt === undefined || !Number.isNaN(Date.parse(resetAt)), `resetAt ${resetAt}`);
  demand(phase === undefined || PHASES.includes(phase), `phase ${phase}`);
  demand(typeof inBand === 'boolean', 'inBand');
  demand(httpStatus === undefined || typeof httpStatus === 'number', 'httpStatus');
  demand(MATCHES.includes(match), `match ${match}`);
  demand(typeof found.rule === 'string', 'rule');
  demand(message === undefined || !/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/.test(message), 'message holds a break');
}

const BIRTHRIGHT = Object.getOwnPropertyNames(Object.prototype).length;

/** Demands that nothing was written to the prototype of all objects. */
export function demandUnpolluted(): void {
  for (const key in {}) demand(false, `Object.prototype.${key}`);
  demand(Object.getOwnPropertyNames(Object.prototype).length === BIRTHRIGHT, 'Object.prototype was written');
}

/** Demands two equal outcomes, apart from times, which are told from now. */
export function demandSame(first: unknown, second: unknown, what: string): void {
  const [one, two] = [timeless(first), timeless(second)];
  demand(one === two, `${what}: ${one.slice(0, 300)} and ${two.slice(0, 300)}`);
}

function timeless(value: unknown): string {
  return (
    JSON.stringify(value, (key, each) => (key === 'retryAfter' || key === 'resetAt' ? typeof each : each)) ??
    'undefined'
  );
}

/** Freezes plain objects and lists to some depth, so that a write to them throws. */
export function freeze<Value>(value: Value, depth = 0): Value {
  if (value === null || typeof value !== 'object' || depth > 30) return value;
  try {
    if (ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
    for (const key of Object.keys(value)) freeze((value as Record<string, unknown>)[key], depth + 1);
    return Object.freeze(value);
  } catch {
    return value;
  }
}
