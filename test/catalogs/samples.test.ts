import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import type { Code } from '../../src/classify/generated/catalog.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { hostOf, renderAnswer } from './render-answer.ts';

const { catalogs } = readCatalogFiles(join(__dirname, '../..'));

describe.each(catalogs.map(({ catalog }) => catalog))('the catalog of $provider', (catalog) => {
  it.each(catalog.samples)('classifies the sample: $name', ({ input, expect: expected }) => {
    const found = classifyResponse(input as Parameters<typeof classifyResponse>[0]);
    if (expected === null) return expect(found).toBeUndefined();
    const asked = Object.keys(expected).map((key) => [
      key,
      (found as Record<string, unknown> | undefined)?.[key] ?? null,
    ]);
    expect(Object.fromEntries(asked)).toEqual(expected);
  });

  const codes = Object.entries(catalog.codes).map(([code, entry]) => ({ code, entry }));
  each(codes, 'classifies code $code in every envelope', ({ code, entry }) => {
    const misses = catalog.envelopes.flatMap((envelope) =>
      samplesOf(entry).flatMap(({ message, status, category }) => {
        const answer = renderAnswer(catalog, envelope, { code, message, status });
        if (!answer) return [];
        const found = classifyResponse(answer);
        if (found?.category === category && found.provider === catalog.provider) return [];
        return [
          {
            envelope: envelope.name,
            message,
            wanted: category,
            found: found && [found.provider, found.category, found.rule],
          },
        ];
      }),
    );
    expect(misses).toEqual([]);
  });

  each(
    (catalog.messages ?? []).map((rule, index) => ({ ...rule, index })),
    'classifies the samples of message rule $index: $message',
    ({ samples, status, category }) => {
      const url = `https://${hostOf(catalog)}/v1/example`;
      for (const sample of samples) {
        const found = status
          ? classifyResponse({ url, status: status[0] as number, body: sample })
          : classifyText(sample, { provider: catalog.provider });
        expect({ sample, category: found?.category }).toEqual({ sample, category });
      }
    },
  );
});

/** A gateway that has no codes of its own, or no message rules, has nothing to try there. */
function each<Row>(rows: readonly Row[], title: string, run: (row: Row) => void): void {
  if (rows.length > 0) it.each(rows)(title, run);
}

function samplesOf({ samples, category, rules = [] }: Code) {
  return [
    ...samples.map((message) => ({ message, category, status: undefined })),
    ...rules.flatMap((rule) =>
      rule.samples.map((message) => ({ message, category: rule.category, status: rule.status?.[0] })),
    ),
  ];
}
