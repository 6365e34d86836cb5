import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { headerLookup } from '../evidence/headers.ts';
import type { AttemptStart } from '../telemetry/attempt.ts';
import { isTracingSuppressed } from '../telemetry/suppressed.ts';
import { AttemptReader, type AttemptServices } from './attempt-reader.ts';
import type { RawHeaders } from './raw-headers.ts';
import { type Surface, type WantedHost, WantedHosts } from './wanted-hosts.ts';

/** Gives one header of a request. Only `traceparent` and `x-stainless-timeout` are ever asked for. */
export type RequestHeader = (name: string) => unknown;

/** Decides which requests are followed, and makes their readers. */
export class AttemptFactory {
  readonly #services: AttemptServices;
  readonly #hosts: WantedHosts;
  /** By their lengths. */
  readonly #signatureHeaders: ReadonlyMap<number, readonly string[]>;

  constructor(services: AttemptServices, accounts: Readonly<Record<string, string>>) {
    this.#services = services;
    this.#hosts = new WantedHosts(services.catalogs, accounts);
    this.#signatureHeaders = byLength(services.catalogs.signatureHeaders);
  }

  /** The first question about each request; it must stay cheap. */
  wanted(origin: string): WantedHost | undefined {
    return this.#hosts.find(origin);
  }

  /** Follows a request that is being made; `clientSpan` is its HTTP client span where it is the active one. */
  begin(host: WantedHost, target: string, clientSpan: Span | undefined): AttemptReader | undefined {
    const active = context.active();
    if (isTracingSuppressed(active)) return undefined;
    const reader = this.#reader(host, target, active, clientSpan);
    this.#services.observer.begin?.(reader.start);
    return reader;
  }

  /** Follows a request to any other host, when its answer proves whose it is. */
  beginLate(
    origin: string,
    target: string,
    headers: RawHeaders,
    active: Context = ROOT_CONTEXT,
  ): AttemptReader | undefined {
    const { catalogs } = this.#services;
    if (!headers.hasAny(this.#signatureHeaders)) return undefined;
    const catalog = catalogs.forHeaders(headerLookup(headers));
    if (!catalog || isTracingSuppressed(active)) return undefined;
    return this.#reader(this.#hosts.describe(origin, catalog), target, active, undefined);
  }

  #reader(host: WantedHost, target: string, active: Context, clientSpan: Span | undefined): AttemptReader {
    const { path, url, operation } = surfaceOf(host, target);
    const start: AttemptStart = {
      provider: host.catalog.provider,
      host: host.host,
      path,
      ...(operation !== undefined && { operation }),
      ...(host.account !== undefined && { account: host.account }),
      context: active,
      ...(clientSpan && { clientSpan }),
    };
    return new AttemptReader(start, url, this.#services);
  }
}

function byLength(names: Iterable<string>): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const name of names) found.set(name.length, [...(found.get(name.length) ?? []), name]);
  return found;
}

/** Reads what a request says of itself; late, because instrumentations add headers after its creation. */
export function readRequestHeaders(reader: AttemptReader, header: RequestHeader): void {
  const parent = spanContextOf(header('traceparent'));
  if (parent) reader.start.clientSpanContext ??= parent;
  const seconds = Number(header('x-stainless-timeout'));
  // Whole seconds, rounded down: 0 says nothing.
  if (seconds > 0) reader.deadline = seconds * 1000;
}

/** At most this many targets of a host are remembered: some have a model or the id of a task in their path. */
const MAX_SURFACES = 64;

function surfaceOf(host: WantedHost, target: string): Surface {
  const known = host.surfaces.get(target);
  if (known) return known;
  const path = pathOf(target);
  const surface = { path, url: host.origin + path, operation: host.catalog.operationFor(path) };
  // A long one, or one with a query, is not likely to come again.
  if (host.surfaces.size < MAX_SURFACES && target.length < 256 && !target.includes('?'))
    host.surfaces.set(target, surface);
  return surface;
}

/** Path of a request target, which a proxy gets as a whole URL; the query can hold keys and is dropped. */
function pathOf(target: string): string {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';
}

function spanContextOf(traceparent: unknown): SpanContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, spanId, flags] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16) };
  return isSpanContextValid(found) ? found : undefined;
}
