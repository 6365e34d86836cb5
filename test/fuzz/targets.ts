import { Mutator } from './mutator.ts';
import { readSeeds } from './seeds.ts';
import type { Target } from './target.ts';
import { judgingTargets } from './targets/judging.ts';
import { readingTargets } from './targets/reading.ts';
import { telemetryTargets } from './targets/telemetry.ts';
import { wireTargets } from './targets/wire.ts';

/** Every way in that other people's data or programs have. */
export function readTargets(root: string): readonly Target[] {
  const mutator = new Mutator(readSeeds(root));
  return [
    ...judgingTargets(mutator),
    ...readingTargets(mutator),
    ...wireTargets(mutator),
    ...telemetryTargets(mutator),
  ];
}
