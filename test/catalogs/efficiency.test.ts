import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import type { Catalog, CodeRule, MessageRule } from '../../src/classify/generated/catalog.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { renderAnswer } from './render-answer.ts';

const { catalogs } = readCatalogFiles(join(__dirname, '../..'));

/** A catalog under another name, so that it stands beside the built-in one instead of over it. */
function renamed(catalog: Catalog): Catalog {
  return { ...catalog, provider: 'under_test', aliases: [], hosts: ['under-test.example'], signatureHeaders: [] };
}

/** What a message comes to: with a code, or as a text alone. */
function outcome(catalog: Catalog, code: string | undefined, message: string, status: number | undefined) {
  const options = { catalogs: createCatalogSet({ catalogs: [catalog] }) };
  const [envelope] = catalog.envelopes.filter((each) => each.code && !each.when);
  const answer = code !== undefined && envelope && renderAnswer(catalog, envelope, { code, message, status });
  if (answer) return shown(classifyResponse(answer, options));
  if (status === undefined) return shown(classifyText(message, { ...options, provider: catalog.provider }));
  return shown(classifyResponse({ url: 'https://under-test.example/', status, body: message }, options));
}

function shown(found: ReturnType<typeof classifyText>) {
  return found && { category: found.category, retryable: found.retryable, code: found.code };
}

/** A rule is worth its place when it changes what comes of one of its samples, or has words of its own. */
function isNeeded(whole: Catalog, without: Catalog, code: string | undefined, rule: CodeRule | MessageRule): boolean {
  if (rule.title || rule.remedy) return true;
  return rule.samples.some((sample) => {
    const [full, less] = [whole, without].map((each) => outcome(renamed(each), code, sample, rule.status?.[0]));
    return JSON.stringify(full) !== JSON.stringify(less);
  });
}

describe.each(catalogs.map(({ catalog }) => catalog))('the catalog of $provider', (catalog) => {
  it('has no rule of a code without which all would be the same', () => {
    const needless = Object.entries(catalog.codes).flatMap(([code, entry]) =>
      (entry.rules ?? []).flatMap((rule) => {
        const rules = entry.rules?.filter((other) => other !== rule) ?? [];
        const without = { ...catalog, codes: { ...catalog.codes, [code]: { ...entry, rules } } };
        return isNeeded(catalog, without, code, rule) ? [] : [`${code}: ${rule.message}`];
      }),
    );
    expect(needless).toEqual([]);
  });

  it('has no message rule without which all would be the same', () => {
    const { messages = [] } = catalog;
    const needless = messages.filter((rule) => {
      const without = { ...catalog, messages: messages.filter((other) => other !== rule) };
      return !isNeeded(catalog, without, undefined, rule);
    });
    expect(needless.map(({ message }) => message)).toEqual([]);
  });
});
