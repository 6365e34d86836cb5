import type { CatalogFile } from '../catalog-files.ts';
import type { CatalogRule, Report } from './catalog-rule.ts';

/** A host, a provider name and a signature header each lead to one catalog. */
export const hostsUnique: CatalogRule = {
  name: 'hosts-unique',
  description: 'no two catalogs share a host, a name or a signature header',
  check(report, file, { catalogs }) {
    checkList(report, file, catalogs, 'hosts', ({ catalog }) => catalog.hosts);
    checkList(report, file, catalogs, 'aliases', ({ catalog }) => [catalog.provider, ...(catalog.aliases ?? [])]);
    checkList(report, file, catalogs, 'signatureHeaders', ({ catalog }) =>
      (catalog.signatureHeaders ?? []).map((header) => header.toLowerCase().replaceAll('_', '-')),
    );
  },
};

function checkList(
  report: Report,
  file: CatalogFile,
  all: readonly CatalogFile[],
  field: string,
  valuesOf: (file: CatalogFile) => readonly string[],
): void {
  const own = valuesOf(file);
  for (const [index, value] of own.entries()) {
    if (own.indexOf(value) !== index) report(`/${field}`, `"${value}" stands twice`, 'remove one');
  }
  for (const other of all) {
    if (other.path === file.path) continue;
    for (const value of valuesOf(other)) {
      if (own.includes(value))
        report(`/${field}`, `"${value}" is in ${other.path} too`, 'leave it to the one that answers');
    }
  }
}
