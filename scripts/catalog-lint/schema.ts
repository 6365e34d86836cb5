import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { CatalogRule } from './catalog-rule.ts';

/** The catalog has the fields of `catalogs/schema.json`, each of its type, and no others. */
export const schema: CatalogRule = {
  name: 'schema',
  description: 'the catalog has the shape that catalogs/schema.json defines',
  check(report, { catalog }, all) {
    for (const finding of schemaFindings(all.schema, catalog)) report(...finding);
  },
};

/** What is wrong with a value by its schema, in words. */
export function schemaFindings(
  schemaOfValue: object,
  value: unknown,
  referred: readonly object[] = [],
): [pointer: string, wrong: string, fix: string][] {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  for (const each of referred) ajv.addSchema(each);
  const validate = ajv.compile(schemaOfValue);
  return validate(value) ? [] : (validate.errors ?? []).filter(isCause).map(inWords);
}

/** A branch of a choice that fails says less than the choice itself. */
function isCause(error: ErrorObject): boolean {
  return !/\/(?:oneOf|anyOf)\/\d+\//.test(error.schemaPath) || error.keyword === 'additionalProperties';
}

function inWords({ instancePath, keyword, params, message }: ErrorObject): [string, string, string] {
  const see = 'see catalogs/README.md';
  if (keyword === 'additionalProperties') {
    return [instancePath, `there is no field "${params.additionalProperty}"`, `remove it or mend its spelling, ${see}`];
  }
  if (keyword === 'required') return [instancePath, `"${params.missingProperty}" is missing`, `add it, ${see}`];
  if (keyword === 'enum') return [instancePath, 'unknown value', `use one of ${params.allowedValues.join(', ')}`];
  if (keyword === 'pattern') return [instancePath, 'badly formed', `write it so that ${params.pattern} matches`];
  return [instancePath, String(message), see];
}
