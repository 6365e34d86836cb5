import type { EnvelopeRule } from './rules.ts';

/** An envelope with the key that an answer must have at its top for the envelope to fit, where there is one. */
export interface Envelope {
  readonly rule: EnvelopeRule;
  readonly key: string | undefined;
}

/** Makes envelopes quick to rule out. */
export function compileEnvelopes(rules: readonly EnvelopeRule[]): readonly Envelope[] {
  return rules.map((rule) => ({ rule, key: topKey(rule) }));
}

function topKey({ when = {} }: EnvelopeRule): string | undefined {
  const pointer = Object.keys(when).find((each) => each.startsWith('/') && !each.startsWith('/*'));
  return pointer?.split('/')[1];
}
