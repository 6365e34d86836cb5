import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** The three signals of OTLP, by the last part of their URL. */
export type OtlpSignal = 'traces' | 'logs' | 'metrics';

export type Attributes = Readonly<Record<string, unknown>>;

interface Origin {
  /** Name of the instrumentation scope. */
  readonly scope: string;
  readonly resource: Attributes;
}

/** A span as a back end stores it: ids in hex, attributes as plain values. */
export interface ReceivedSpan extends Origin {
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Attributes;
  readonly droppedAttributes: number;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
}

/** A log record as a back end stores it. */
export interface ReceivedLog extends Origin {
  readonly eventName?: string;
  readonly severityNumber: number;
  readonly severityText?: string;
  readonly body: unknown;
  readonly attributes: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** One data point of a metric as a back end stores it. */
export interface ReceivedPoint extends Origin {
  readonly metric: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';
  readonly monotonic: boolean;
  readonly cumulative: boolean;
  readonly attributes: Attributes;
  /** The sum, for histograms. */
  readonly value: number;
  /** How many measurements, for histograms. */
  readonly count?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: OTLP is read here and nowhere else; what leaves this file is typed.
type Wire = any;

// From the root of the project, because jest (CommonJS) and tsx (ESM) agree on no other anchor.
const PROTO = join(process.cwd(), 'test/otlp/otlp.proto');
let root: protobuf.Root | undefined;

/** Reads one OTLP request body in protobuf. */
export function decodeProtobuf(signal: OtlpSignal, body: Uint8Array): Wire {
  root ??= protobuf.parse(readFileSync(PROTO, 'utf8')).root;
  const type = root.lookupType(`otlp.${signal[0]?.toUpperCase()}${signal.slice(1)}Request`);
  return type.toObject(type.decode(body), { longs: String });
}

/** The spans of a request, protobuf or JSON. */
export function readSpans(request: Wire): ReceivedSpan[] {
  return unwrap(request.resourceSpans, 'scopeSpans', 'spans').map(({ item, ...origin }) => ({
    ...origin,
    name: item.name ?? '',
    kind: item.kind ?? 0,
    traceId: hex(item.traceId) ?? '',
    spanId: hex(item.spanId) ?? '',
    ...optional('parentSpanId', hex(item.parentSpanId)),
    status: { code: item.status?.code ?? 0, ...optional('message', item.status?.message || undefined) },
    attributes: flatten(item.attributes),
    droppedAttributes: item.droppedAttributesCount ?? 0,
    events: (item.events ?? []).map((event: Wire) => ({ name: event.name, attributes: flatten(event.attributes) })),
  }));
}

/** The log records of a request, protobuf or JSON. */
export function readLogs(request: Wire): ReceivedLog[] {
  return unwrap(request.resourceLogs, 'scopeLogs', 'logRecords').map(({ item, ...origin }) => ({
    ...origin,
    ...optional('eventName', item.eventName || undefined),
    severityNumber: item.severityNumber ?? 0,
    ...optional('severityText', item.severityText || undefined),
    body: plain(item.body),
    attributes: flatten(item.attributes),
    ...optional('traceId', hex(item.traceId)),
    ...optional('spanId', hex(item.spanId)),
  }));
}

/** The data points of a request, protobuf or JSON. */
export function readPoints(request: Wire): ReceivedPoint[] {
  return unwrap(request.resourceMetrics, 'scopeMetrics', 'metrics').flatMap(({ item, ...origin }) => {
    const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;
    const kind = kinds.find((candidate) => item[candidate]);
    if (!kind) return [];
    const data = item[kind];
    return (data.dataPoints ?? []).map((point: Wire) => ({
      ...origin,
      metric: item.name,
      unit: item.unit ?? '',
      kind,
      monotonic: data.isMonotonic ?? false,
      cumulative: data.aggregationTemporality === 2,
      attributes: flatten(point.attributes),
      value: Number(point.asInt ?? point.asDouble ?? point.sum ?? 0),
      ...optional('count', point.count === undefined ? undefined : Number(point.count)),
    }));
  });
}

function unwrap(resources: Wire, scopes: string, items: string): (Origin & { readonly item: Wire })[] {
  return (resources ?? []).flatMap((resource: Wire) =>
    (resource[scopes] ?? []).flatMap((scope: Wire) =>
      (scope[items] ?? []).map((item: Wire) => ({
        scope: scope.scope?.name ?? '',
        resource: flatten(resource.resource?.attributes),
        item,
      })),
    ),
  );
}

function flatten(attributes: Wire): Attributes {
  return Object.fromEntries((attributes ?? []).map((entry: Wire) => [entry.key, plain(entry.value)]));
}

/** An AnyValue as a JavaScript value. Integers beyond 2^53 lose precision, which no test here minds. */
function plain(value: Wire): unknown {
  if (!value) return undefined;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) return flatten(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}

/** Ids come as bytes in protobuf and as hex in JSON. */
function hex(id: Uint8Array | string | undefined): string | undefined {
  if (!id || id.length === 0) return undefined;
  return typeof id === 'string' ? id : Buffer.from(id).toString('hex');
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
