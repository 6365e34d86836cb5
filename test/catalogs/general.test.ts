import { readFileSync } from 'node:fs';
import { classifyText } from '../../src/evidence/from-text.ts';

interface Rule {
  readonly category: string;
  readonly samples: readonly string[];
}

const general = JSON.parse(readFileSync('catalogs/general.json', 'utf8')) as Record<
  'messages' | 'weakMessages',
  Rule[]
>;

describe('the rules that need no provider', () => {
  it.each(['messages', 'weakMessages'] as const)('name the cause of each sample of %s', (list) => {
    const wrong = general[list].flatMap(({ category, samples }, index) =>
      samples.flatMap((sample) => {
        const found = classifyText(sample);
        const rule = `general#/${list}/${index}`;
        return found?.category === category && found.rule === rule
          ? []
          : [`${sample}: ${found?.category} by ${found?.rule}, not ${category} by ${rule}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
