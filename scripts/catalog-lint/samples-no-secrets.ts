import type { CatalogRule } from './catalog-rule.ts';
import { walk } from './walk.ts';

/** Long enough to be real; a placeholder is shorter or has stars in it. */
const secrets = [
  /\bsk-[A-Za-z0-9_-]{16,}/,
  /\bpat_[A-Za-z0-9]{16,}/,
  /\bLTAI[A-Za-z0-9]{12,}/,
  /\bAKIA[A-Z0-9]{16}/,
  /\bBearer\s+[A-Za-z0-9._~+/-]{16,}/i,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/,
];

/** Samples are published, so what was pasted from an answer must not open a door. */
export const samplesNoSecrets: CatalogRule = {
  name: 'samples-no-secrets',
  description: 'no text looks like a real key or token',
  everyFile: true,
  check(report, { catalog }) {
    for (const { pointer, value } of walk(catalog)) {
      if (typeof value === 'string' && secrets.some((secret) => secret.test(value))) {
        report(pointer, 'looks like a real key', 'replace it by a placeholder such as sk-***');
      }
    }
  },
};
