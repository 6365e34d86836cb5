import { join } from 'node:path';
import { defaultReportMessage } from 'fast-check';
import { runTarget } from './run-target.ts';
import { readTargets } from './targets.ts';

/** Cases and milliseconds of each of the two runs of a target: the run that counts is long, see docs/fuzzing.md. */
const CASES = 2_000;
const TIME = 500;

const FIXED = 42;
const fresh = Date.now() & 0x7fffffff;

jest.setTimeout(30_000);

const targets = readTargets(join(__dirname, '../..'));

describe.each([
  ['the seed of every day', FIXED],
  ['a seed of this run', fresh],
])('with %s', (_words, seed) => {
  it.each(targets.map((target) => [target.name, target] as const))('%s takes whatever comes', async (name, target) => {
    const { details } = await runTarget(target, { seed, cases: CASES, time: TIME });
    expect(details.numRuns).toBeGreaterThan(10);
    if (!details.failed) return;
    const again = `npm run fuzz -- --target ${name} --replay ${details.seed}:${details.counterexamplePath}`;
    throw new Error(`${String(details.errorInstance)}\n${defaultReportMessage(details)}\n${again}`);
  });
});
