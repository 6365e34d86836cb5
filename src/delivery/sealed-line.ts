import { crc32 } from 'node:zlib';

/** What a line of a segment holds: what its records share, or one of them. */
export type LineKind = 'header' | 'record';

const HEAD = /^\{"crc":"([0-9a-f]{8})","(header|record)":/;
const HEAD_START = '{"crc":"';

/** JSON text as a line of a file, with a checksum that tells whether it came back whole. */
export function sealLine(kind: LineKind, json: string): string {
  return `{"crc":"${checksum(json)}","${kind}":${json}}\n`;
}

/** The JSON text of a line without its end, or `undefined` when it is not what was written. */
export function openLine(kind: LineKind, line: string): string | undefined {
  // Two lines are one when the byte between them is damaged: a head cannot stand inside JSON, whose strings escape quotes.
  const start = line.lastIndexOf(HEAD_START);
  const head = start < 0 ? null : HEAD.exec(line.slice(start));
  if (!head || head[2] !== kind || !line.endsWith('}')) return undefined;
  const json = line.slice(start + head[0].length, -1);
  return checksum(json) === head[1] ? json : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
