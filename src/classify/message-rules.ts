import type { FoundCause } from './compiled-catalog.ts';
import { letterPairsOf } from './letter-pairs.ts';
import { pattern } from './pattern.ts';
import { remember } from './remember.ts';
import type { ConditionalRule, MessageRule } from './rules.ts';

type Search = (message: string) => FoundCause | undefined;

/** An ordered list of sentences that name a cause; the first one whose conditions all hold decides. */
export class MessageRules {
  readonly #rules: readonly MessageRule[];
  readonly #path: string;
  readonly #statuses: ReadonlySet<number>;
  /** One search for each status that a rule asks for, and one for all others. */
  readonly #searches = new Map<number | undefined, Search>();

  /** `path` is where the list stands, as verdicts cite it. */
  constructor(rules: readonly MessageRule[], path: string) {
    this.#rules = rules;
    this.#path = path;
    this.#statuses = new Set(rules.flatMap((rule) => rule.status ?? []));
  }

  find(message: string, status: number | undefined): FoundCause | undefined {
    if (message === '' || this.#rules.length === 0) return undefined;
    const asked = status !== undefined && this.#statuses.has(status) ? status : undefined;
    let search = this.#searches.get(asked);
    if (!search) this.#searches.set(asked, (search = remember((text) => this.#search(text, asked))));
    return search(message);
  }

  #search(message: string, status: number | undefined): FoundCause | undefined {
    const pairs = letterPairsOf(message);
    const index = this.#rules.findIndex(
      (rule) => (rule.message === undefined || pairs.canMatch(rule.message)) && holds(rule, message, status),
    );
    if (index < 0) return undefined;
    const cause = this.#rules[index] as MessageRule;
    const rule = `${this.#path}/${index}`;
    return { cause, match: 'message', rule, ...(cause.code !== undefined && { code: cause.code }) };
  }
}

/** Whether all conditions of a rule hold. */
export function holds(rule: ConditionalRule, message: string, status: number | undefined): boolean {
  if (rule.status && (status === undefined || !rule.status.includes(status))) return false;
  if (rule.message !== undefined && !pattern(rule.message).test(message)) return false;
  return rule.unless === undefined || !pattern(rule.unless).test(message);
}
