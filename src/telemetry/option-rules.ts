import { redact } from '../evidence/redact.ts';
import { LlmErrorOptionsError } from './options-error.ts';
import { warn } from './warn.ts';

/** How one option is checked and read from the environment. */
export interface Rule<Value> {
  readonly env: string;
  readonly fallback: Value;
  /** What a right value looks like, for the error. */
  readonly expected: string;
  valid(value: unknown): boolean;
  parse(text: string): unknown;
}

/** `process.env`, or what stands in for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value that code gave, checked; else that of the environment. Throws `LlmErrorOptionsError` when code gave a wrong one. */
export function decide<Value>(name: string, given: unknown, rule: Rule<Value>, env: Environment): Value {
  if (given === undefined) return fromEnv(rule, env);
  if (!rule.valid(given)) throw new LlmErrorOptionsError(name, given, rule.expected);
  return given as Value;
}

/** The value of the environment, or the default; a wrong one costs a line through `diag`. */
export function fromEnv<Value>(rule: Rule<Value>, env: Environment): Value {
  const text = env[rule.env]?.trim();
  if (text === undefined || text === '') return rule.fallback;
  const parsed = rule.parse(text);
  if (rule.valid(parsed)) return parsed as Value;
  warn(
    `otel-llm-errors: ${rule.env}=${redact(text.slice(0, 100))} is not understood and is ignored; it takes ${rule.expected}`,
  );
  return rule.fallback;
}

export function booleanRule(env: string, fallback: boolean): Rule<boolean> {
  return {
    env,
    fallback,
    expected: 'true or false',
    valid: (value) => typeof value === 'boolean',
    parse: (text) => ({ true: true, false: false })[text.toLowerCase()],
  };
}

export function choiceRule<Choice extends string>(env: string, choices: readonly [Choice, ...Choice[]]): Rule<Choice> {
  return {
    env,
    fallback: choices[0],
    expected: `one of ${choices.join(', ')}`,
    valid: (value) => choices.includes(value as Choice),
    parse: (text) => text.toLowerCase(),
  };
}

export function listRule<Item extends string>(env: string, items: readonly Item[]): Rule<readonly Item[]> {
  return {
    env,
    fallback: [],
    expected: `a list of ${items.join(', ')}`,
    valid: (value) => Array.isArray(value) && [...value].every((item) => items.includes(item)),
    parse: (text) => text.split(',').map((item) => item.trim().toLowerCase()),
  };
}

export function integerRule(env: string, fallback: number, least: number, most: number): Rule<number> {
  return {
    env,
    fallback,
    expected: `a whole number from ${least} to ${most}`,
    valid: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    parse: Number,
  };
}

export function recordRule(env: string, shape: string): Rule<Readonly<Record<string, string>>> {
  return {
    env,
    fallback: {},
    expected: `pairs ${shape}`,
    valid: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(([key, item]) => key !== '' && typeof item === 'string' && item !== ''),
    parse: parsePairs,
  };
}

function parsePairs(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    if (at < 0) return undefined;
    pairs[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return pairs;
}

export function textRule(env: string, expected: string): Rule<string> {
  return {
    env,
    fallback: '',
    expected,
    valid: (value) => typeof value === 'string' && value !== '',
    parse: (text) => text,
  };
}
