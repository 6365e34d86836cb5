import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyResponse } from '../../src/evidence/from-response.ts';

const corpus = process.env.CORPUS_DIR;
const file = corpus === undefined ? undefined : join(corpus, 'dev.jsonl');
const present = file !== undefined && existsSync(file);

/** Category accuracy where codes have to tell the cause by themselves; the floor only ever rises. */
const FLOOR = 0.9;

if (!present) console.warn('The privacy floor is skipped: set CORPUS_DIR to the folder that holds dev.jsonl.');

interface Row {
  readonly id: string;
  readonly input: {
    readonly provider: string | null;
    readonly request_url: string | null;
    readonly http_status: number | null;
    readonly headers: Readonly<Record<string, string>> | null;
    readonly body: string | null;
  };
  readonly expected: { readonly category: string; readonly accept?: readonly string[]; readonly code: string | null };
}

const MESSAGES = new Set(['message', 'msg', 'status_msg', 'error_msg', 'detail']);

/** A JSON value without the sentences that people are told. */
function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    MESSAGES.has(key) && typeof each === 'string' ? '' : blank(each),
  ]);
  return Object.fromEntries(entries);
}

/** The record with its messages blanked; nothing where its body is no JSON, or where its code stood in a message alone. */
function withoutMessages({ id, input, expected }: Row) {
  const value = parse(input.body ?? '');
  if (value === null || typeof value !== 'object' || expected.code === null) return [];
  const body = JSON.stringify(blank(value));
  if (!`${body}${JSON.stringify(input.headers)}`.includes(String(expected.code))) return [];
  const { provider, request_url: url, http_status: status, headers } = input;
  return [{ id, expected, input: { body, ...nonNull({ provider, url, status, headers }) } }];
}

function nonNull<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

(present ? describe : describe.skip)('with every message blanked', () => {
  it(`codes tell the category of ${100 * FLOOR} % of the records that carry one`, () => {
    const rows = readFileSync(file as string, 'utf8')
      .split('\n')
      .filter(Boolean);
    const records = rows.flatMap((row) => withoutMessages(JSON.parse(row) as Row));
    const misses = records.flatMap(({ id, input, expected }) => {
      const found = classifyResponse(input)?.category;
      const right = found === expected.category || expected.accept?.includes(found as string);
      return right ? [] : [`${id}: ${found}, not ${expected.category}`];
    });
    const accuracy = 1 - misses.length / records.length;
    expect(records.length).toBeGreaterThan(50);
    expect(accuracy >= FLOOR ? [] : misses).toEqual([]);
  });
});
