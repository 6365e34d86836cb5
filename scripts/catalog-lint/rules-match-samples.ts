import type { CodeRule, MessageRule } from '../../src/classify/generated/catalog.ts';
import type { CatalogRule } from './catalog-rule.ts';
import { ruleListsOf } from './walk.ts';

/** A rule that misses its own sample, or never gets to see it, is dead. */
export const rulesMatchSamples: CatalogRule = {
  name: 'rules-match-samples',
  description: 'each rule takes its own samples, and no rule takes those of another in the same list',
  everyFile: true,
  check(report, { catalog }) {
    for (const { pointer, rules, otherSamples } of ruleListsOf(catalog)) {
      for (const [index, rule] of rules.entries()) {
        for (const sample of rule.samples) {
          if (!takes(rule, sample))
            report(`${pointer}/${index}`, `misses its sample "${sample}"`, 'mend the pattern or the sample');
          const thief = rules.findIndex(
            (earlier, at) => at < index && sharesStatus(earlier, rule) && takes(earlier, sample),
          );
          if (thief >= 0)
            report(
              `${pointer}/${index}`,
              `rule ${thief} takes its sample "${sample}"`,
              'narrow that rule or move this one up',
            );
        }
      }
      for (const sample of otherSamples) {
        const thief = rules.findIndex((rule) => rule.status === undefined && takes(rule, sample));
        if (thief >= 0)
          report(
            `${pointer}/${thief}`,
            `takes the sample "${sample}" of the code itself`,
            'narrow the rule, or give the sample to it',
          );
      }
    }
  },
};

function takes({ message, unless }: CodeRule | MessageRule, sample: string): boolean {
  if (message !== undefined && !new RegExp(message, 'i').test(sample)) return false;
  return unless === undefined || !new RegExp(unless, 'i').test(sample);
}

function sharesStatus(earlier: CodeRule | MessageRule, rule: CodeRule | MessageRule): boolean {
  return earlier.status === undefined || (rule.status ?? []).some((status) => earlier.status?.includes(status));
}
