import { compile } from 'json-schema-to-typescript';
import type { CatalogFiles } from '../catalog-files.ts';
import { banner, type GeneratedFile } from './generated-file.ts';

/** The types of a catalog, from its schema. */
export async function catalogTypes({ schema }: CatalogFiles): Promise<GeneratedFile> {
  const types = await compile(shapeOf(schema) as typeof schema, 'Catalog', {
    bannerComment: '',
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 120 },
  });
  return { path: 'src/classify/generated/catalog.ts', text: `${banner}\n${readonly(types)}` };
}

/** Without the rules that TypeScript cannot say: they would come out as tuples and intersections. */
function shapeOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'minItems' && key !== 'anyOf')
      .map(([key, value]) => [key, shapeOf(value)]),
  );
}

function readonly(types: string): string {
  return types
    .replace(/^( +)(?=(?:\[k: string\]|[\w$]+\??|'[^']+'\??):)/gm, '$1readonly ')
    .replace(/(\w+|\([^()]*\))\[\]/g, 'readonly $1[]');
}
