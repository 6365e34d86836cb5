import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogFiles } from '../../scripts/catalog-files.ts';
import type { Catalog } from '../../src/classify/generated/catalog.ts';
import { vendors } from '../vendors/vendor-server.ts';

/** An answer that mutations start from. */
export interface SeedAnswer {
  readonly url?: string | undefined;
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly provider?: string | undefined;
}

/** What mutations start from: answers, catalogs, texts, and the words that answers are made of. */
export interface Seeds {
  readonly answers: readonly SeedAnswer[];
  readonly catalogs: readonly Catalog[];
  /** Bodies, streams of events and messages. */
  readonly texts: readonly string[];
  /** Keys, codes and tokens that code looks for. */
  readonly words: readonly string[];
}

const REQUEST_ID = '04b8a0d1c2e3f405';

/** The shapes that wrappers and loggers give to an answer or to a message. */
const WRAPPERS = [
  'Error code: 429 - ',
  'litellm.RateLimitError: DashscopeException - ',
  'AxiosError: Request failed with status code 500 ',
  'https://api.minimaxi.com/v1/text ',
  "host='api.coze.cn' ",
  'data: ',
  'event: error\ndata: ',
  ':HTTP_STATUS/400\n',
  'id:1\nevent:error\ndata:',
  'Please try again in 9m38.016s. ',
  'resets at 2026-08-29 23:59:59 +0800 ',
  'request_id: 0123456789abcdef ',
  'Bearer abcdefghijkl ',
  'sk-abcdefghijklmnop ',
  '{"error":',
  "{'error': ",
  '{“error”:',
  '[{',
  '\ufeff',
];

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', 'prototype'];

/** Reads them from the catalogs, from what the test vendors answer, and from `CORPUS_DIR` where that is set. */
export function readSeeds(root: string): Seeds {
  const catalogs = readCatalogFiles(root).catalogs.map(({ catalog }) => catalog);
  const samples = catalogs.flatMap((catalog) => catalog.samples.map(({ input }) => input as SeedAnswer));
  const answers = [...samples, ...vendorAnswers(), ...corpusAnswers(process.env.CORPUS_DIR)];
  const messages = catalogs.flatMap(({ messages = [] }) => messages.flatMap((rule) => rule.samples));
  const bodies = answers.map(({ body }) => (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')));
  const keys = new Set(answers.flatMap(({ body }) => keysIn(body)));
  const codes = catalogs.flatMap((catalog) => Object.keys(catalog.codes));
  return {
    answers,
    catalogs,
    texts: [...bodies, ...messages],
    words: [...new Set([...keys, ...codes, ...PROTOTYPE_KEYS, ...WRAPPERS])],
  };
}

/** Each surface's success, and a few of its failures. */
function vendorAnswers(): SeedAnswer[] {
  return Object.values(vendors).flatMap((vendor) =>
    vendor.surfaces.flatMap((surface) => {
      const path = surface.path.replaceAll('*', '1');
      const call = { path, query: new URLSearchParams(), body: { model: 'm' }, requestId: REQUEST_ID };
      const answers = [surface.succeed(call), ...surface.rows.slice(0, 3).map((row) => surface.fail(call, row))];
      return answers.map(({ status, headers, body }) => ({
        provider: vendor.name,
        status,
        headers,
        body: typeof body === 'string' ? body : body.join(''),
      }));
    }),
  );
}

interface CorpusRow {
  readonly input: {
    readonly provider: string | null;
    readonly request_url: string | null;
    readonly http_status: number | null;
    readonly headers: Readonly<Record<string, string>> | null;
    readonly body: unknown;
  };
}

function corpusAnswers(folder: string | undefined): SeedAnswer[] {
  if (folder === undefined || !existsSync(folder)) return [];
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));
  return lines.map((line) => {
    const { input } = JSON.parse(line) as CorpusRow;
    return {
      provider: input.provider ?? undefined,
      url: input.request_url ?? undefined,
      status: input.http_status ?? undefined,
      headers: input.headers ?? undefined,
      body: input.body,
    };
  });
}

function keysIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => [...(Array.isArray(value) ? [] : [key]), ...keysIn(each)]);
}
