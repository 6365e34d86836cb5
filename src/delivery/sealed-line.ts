import { crc32 } from 'node:zlib';

/** What a line of a segment holds: what its records share, or one of them. */
export type LineKind = 'header' | 'record';

/** What every line begins with. It cannot stand inside one: strings of JSON escape their quotes. */
export const LINE_START = '{"crc":"';

const HEAD = /^\{"crc":"([0-9a-f]{8})","(header|record)":/;

/** JSON text as a line of a file, with a checksum that tells whether it came back whole. */
export function sealLine(kind: LineKind, json: string): string {
  return `{"crc":"${checksum(json)}","${kind}":${json}}\n`;
}

/** The JSON text of a line without its end, or `undefined` when it is not what was written. */
export function openLine(kind: LineKind, line: string): string | undefined {
  const head = HEAD.exec(line);
  if (!head || head[2] !== kind || !line.endsWith('}')) return undefined;
  const json = line.slice(head[0].length, -1);
  return checksum(json) === head[1] ? json : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
