import type { SeedRow, VendorName } from './seed-rows.ts';

/** One request, as a surface sees it. */
export interface VendorCall {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** The id that this answer carries, in the vendor's own form. */
  readonly requestId: string;
}

/** One answer. A list of chunks is a stream: each is written on its own. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | readonly string[];
}

/** One way to reach a vendor: a path, its envelope of success and its envelope of failure. */
export interface Surface {
  readonly name: string;
  /** URL path; `*` stands for one segment. */
  readonly path: string;
  /** Tells streaming from plain requests where both share a path. */
  readonly stream?: boolean;
  /** The rows that can show here. */
  readonly rows: readonly SeedRow[];
  /** What the first request of a key gets, failing or not: a task that is still running. */
  pending?(call: VendorCall): VendorAnswer;
  succeed(call: VendorCall): VendorAnswer;
  fail(call: VendorCall, row: SeedRow): VendorAnswer;
}

/** A vendor: how it makes ids, and where it can be reached. */
export interface Vendor {
  readonly name: VendorName;
  /** Whether its gateway compresses JSON for clients that accept that. */
  readonly compresses: boolean;
  newRequestId(): string;
  readonly surfaces: readonly Surface[];
}

/** An answer of JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): VendorAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An answer of server-sent events, one chunk each. */
export function eventStream(
  chunks: readonly string[],
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): VendorAnswer {
  return { status, headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers }, body: chunks };
}

/** One server-sent event without a name. */
export function dataEvent(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** One server-sent event with a name. */
export function namedEvent(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
