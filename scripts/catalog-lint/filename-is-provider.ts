import { fileNameOf } from '../catalog-files.ts';
import type { CatalogRule } from './catalog-rule.ts';

/** Whoever looks for a provider finds its file by name. */
export const filenameIsProvider: CatalogRule = {
  name: 'filename-is-provider',
  description: 'the file is named after its provider, with - for every character but letters and digits',
  check(report, { path, catalog }) {
    const wanted = `catalogs/${fileNameOf(catalog.provider)}.json`;
    if (path !== wanted) report('/provider', `the file of "${catalog.provider}" has another name`, `name it ${wanted}`);
  },
};
