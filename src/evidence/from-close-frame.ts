import type { ErrorCategory } from '../classify/categories.ts';
import type { Layer } from '../classify/evidence.ts';
import type { LlmErrorClassification } from '../classify/types.ts';
import { type EvidenceOptions, whoAnswered } from './context.ts';
import type { ResponseEvidence } from './from-response.ts';
import { headerLookup } from './headers.ts';
import { judge } from './judge.ts';
import { readText } from './read-text.ts';

/** How a server closed a WebSocket. */
export interface CloseFrame {
  readonly code: number | undefined;
  readonly reason: string;
}

/** What the codes of RFC 6455 say by themselves. They are no codes of the provider, whose numbers may be the same. */
const CATEGORIES: Readonly<Record<number, ErrorCategory>> = {
  1011: 'server_error',
  1012: 'overloaded',
  1013: 'overloaded',
  1014: 'server_error',
};

/** From here on codes are the application's, and tell nothing by themselves. */
const FIRST_PRIVATE = 3000;

/** Names the cause of a connection that the server closed; undefined when nothing failed. Some say it nowhere else. */
export function classifyClose(
  { code, reason }: CloseFrame,
  response: ResponseEvidence,
  options: Pick<EvidenceOptions, 'catalogs'> = {},
): LlmErrorClassification | undefined {
  if (code === undefined || code <= 1001) return undefined;
  const headers = headerLookup(response.headers);
  const answerer = whoAnswered({ ...options, ...response }, headers);
  const category = CATEGORIES[code];
  const closed: Layer = { failed: true, ...(category !== undefined && { category }) };
  const text = reason === '' ? undefined : readText(reason, answerer, { failed: true });
  const found = judge({
    answerer: text?.answerer ?? answerer,
    headers,
    layers: [closed, ...(text?.layers ?? [])],
    values: text?.values ?? [],
    texts: text ? [reason] : [],
    status: response.status,
    phase: 'stream',
  });
  return code >= FIRST_PRIVATE && found.category === 'unknown' ? undefined : found;
}
