// Writes what is made from catalogs/ and package.json. With --check it writes nothing and names what is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCatalogFiles } from './catalog-files.ts';
import { catalogTypes } from './generate/catalog-types.ts';
import { catalogsModule } from './generate/catalogs-module.ts';
import { categoriesModule } from './generate/categories-module.ts';
import { categoryPages } from './generate/category-pages.ts';
import { generalModule } from './generate/general-module.ts';
import { providerPages } from './generate/provider-pages.ts';
import { textsModule } from './generate/texts-module.ts';
import { versionModule } from './generate/version-module.ts';

/** Folders that hold nothing but generated files: what is there besides is left over. */
const ownFolders = ['src/classify/generated', 'docs/providers'];

async function main(root: string, check: boolean): Promise<number> {
  const input = readCatalogFiles(root);
  const files = [
    await catalogTypes(input),
    categoriesModule(input),
    catalogsModule(input),
    textsModule(input),
    generalModule(input),
    versionModule(input),
    ...categoryPages(input),
    ...providerPages(input),
  ];
  const wanted = new Set(files.map(({ path }) => path));
  const leftOver = ownFolders.flatMap((folder) => filesIn(root, folder)).filter((path) => !wanted.has(path));
  const stale = files.filter(({ path, text }) => readIfThere(join(root, path)) !== text);
  if (check) {
    for (const { path } of stale) console.error(`${path} is stale; run npm run generate`);
    for (const path of leftOver) console.error(`${path} belongs to no catalog; run npm run generate`);
    return stale.length + leftOver.length > 0 ? 1 : 0;
  }
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
  for (const path of leftOver) {
    rmSync(join(root, path));
    console.log(`removed ${path}`);
  }
  return 0;
}

function filesIn(root: string, folder: string): string[] {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [];
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

main(process.cwd(), process.argv.includes('--check')).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
