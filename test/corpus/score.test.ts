import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const corpus = process.env.CORPUS_DIR;
const present = corpus !== undefined && existsSync(join(corpus, 'score.mjs'));

/** Floors on the labelled corpus; a floor only ever rises. */
const FLOORS = [
  ['seed-rows.jsonl', 'category=1,code=1,request_id=1,retryable=1,provider=1'],
  ['seed-surfaces.jsonl', 'category=1,code=1,request_id=1,retryable=1,provider=1'],
  ['negatives.jsonl', 'negative=1'],
  [
    'dev.jsonl',
    'category=0.97,billing_recall=0.98,billing_precision=0.98,code=0.97,provider=0.97,request_id=0.98,retryable=0.96,no_hopeless_retry=0.99',
  ],
] as const;

if (!present)
  console.warn('The corpus floors are skipped: set CORPUS_DIR to the folder that holds score.mjs and its records.');

(present ? describe : describe.skip)('the classifier holds its floors', () => {
  it.each(FLOORS)(
    'on %s',
    (file, floors) => {
      const dir = corpus as string;
      const command = ['npm', 'run', '-s', 'cli', '--', 'classify', '--jsonl'];
      const score = () =>
        execFileSync(process.execPath, [join(dir, 'score.mjs'), join(dir, file), '--min', floors, '--', ...command], {
          encoding: 'utf8',
        });
      expect(score).not.toThrow();
    },
    60_000,
  );
});
