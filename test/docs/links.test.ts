import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT, readPage, readPages } from './pages.ts';

/** Anchors as GitHub makes them from headings. */
function anchorsOf(path: string): readonly string[] {
  return [...readPage(path).text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isBroken(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? from : normalize(join(dirname(from), file));
  if (!existsSync(join(ROOT, target)) || target.startsWith('..')) return true;
  if (anchor === undefined) return false;
  return statSync(join(ROOT, target)).isDirectory() || !anchorsOf(target).includes(anchor);
}

const pages = [...readPages(), ...['CONTRIBUTING.md', 'SECURITY.md', 'catalogs/README.md'].map(readPage)];

it.each(pages.map((page) => [page.path, page] as const))('the links of %s lead somewhere', (path, { text }) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
  const relative = links.filter((link) => !/^https?:/.test(link));
  expect(relative.filter((link) => isBroken(path, link))).toEqual([]);
});
