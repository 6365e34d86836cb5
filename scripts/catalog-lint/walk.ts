import type { CodeRule, MessageRule } from '../../src/classify/generated/catalog.ts';

/** A value somewhere in a JSON document. */
export interface Place<T = unknown> {
  readonly pointer: string;
  /** The last key on the way; array elements carry the key of their array. */
  readonly key: string;
  readonly value: T;
}

/** All values of a document, outermost first. */
export function* walk(value: unknown, pointer = '', key = ''): Generator<Place> {
  yield { pointer, key, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    yield* walk(child, `${pointer}/${name}`, Array.isArray(value) ? key : name);
  }
}

const patternKeys = new Set(['message', 'unless', 'text']);
const patternListKeys = new Set([
  ...['embeddedCodes', 'texts', 'statusInText', 'hopeless', 'providerInText'],
  ...['retryAfter', 'resetAt', 'streamEnd', 'requestIdInText'],
]);

/** All patterns of a catalog; in envelopes the same keys hold lists of pointers. */
export function patternsOf(catalog: unknown): Place<string>[] {
  const { samples: _, ...rest } = catalog as { readonly samples?: unknown };
  return [...walk(rest)].filter(
    (place): place is Place<string> =>
      typeof place.value === 'string' &&
      (patternKeys.has(place.key) ? !/\/\d+$/.test(place.pointer) : patternListKeys.has(place.key)),
  );
}

/** An ordered list of rules, of which the first that holds decides. */
export interface RuleList {
  readonly pointer: string;
  readonly rules: readonly (CodeRule | MessageRule)[];
  /** Samples that no rule of the list may take. */
  readonly otherSamples: readonly string[];
}

/** The ordered lists of rules in a catalog. */
export function ruleListsOf(catalog: unknown): RuleList[] {
  const {
    codes = {},
    messages = [],
    weakMessages = [],
  } = catalog as {
    readonly codes?: Readonly<Record<string, { rules?: readonly CodeRule[]; samples?: readonly string[] }>>;
    readonly messages?: readonly MessageRule[];
    readonly weakMessages?: readonly MessageRule[];
  };
  return [
    ...Object.entries(codes).map(([code, { rules = [], samples = [] }]) => ({
      pointer: `/codes/${code}/rules`,
      rules,
      otherSamples: samples,
    })),
    { pointer: '/messages', rules: messages, otherSamples: [] },
    { pointer: '/weakMessages', rules: weakMessages, otherSamples: [] },
  ];
}
