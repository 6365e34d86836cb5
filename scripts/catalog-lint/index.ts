import { aliasesFree } from './aliases-free.ts';
import { bothLanguages } from './both-languages.ts';
import type { CatalogRule } from './catalog-rule.ts';
import { codesSorted } from './codes-sorted.ts';
import { envelopeNamesUnique } from './envelope-names-unique.ts';
import { filenameIsProvider } from './filename-is-provider.ts';
import { hostsUnique } from './hosts-unique.ts';
import { patternsCompile } from './patterns-compile.ts';
import { patternsSafe } from './patterns-safe.ts';
import { retryableAgreesWithCategory } from './retryable-agrees-with-category.ts';
import { rulesMatchSamples } from './rules-match-samples.ts';
import { samplesNoSecrets } from './samples-no-secrets.ts';
import { schema } from './schema.ts';
import { sourcesKnown } from './sources-known.ts';

/** The shape comes first: a catalog that fails here is asked nothing else. */
export const shapeRules: readonly CatalogRule[] = [schema, patternsCompile];

/** What must be true of a catalog of the right shape. */
export const contentRules: readonly CatalogRule[] = [
  filenameIsProvider,
  codesSorted,
  sourcesKnown,
  retryableAgreesWithCategory,
  patternsSafe,
  rulesMatchSamples,
  hostsUnique,
  samplesNoSecrets,
  bothLanguages,
  envelopeNamesUnique,
  aliasesFree,
];
