import { randomUUID } from 'node:crypto';
import { type Attributes, type AttributeValue, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import type { EmittedRecord } from '../telemetry/sdk-types.ts';
import { LOG_RECORD_UID, SCOPE_NAME } from '../telemetry/semconv.ts';
import { version } from '../version.ts';

// Written by hand, because it is done at the moment of failure: a quarter of the time of an object and one `JSON.stringify`.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

/** Texts that JSON has as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** The last entry of each attribute of ours: from one failure to the next, most stay the same. */
const written = new Map<string, { readonly value: unknown; readonly entry: string }>();

/** An event as a LogRecord of OTLP/JSON, with an id of its own, as of now. */
export function logRecordJson(record: EmittedRecord): string {
  const time = `${Date.now()}000000`;
  const span = record.context && trace.getSpanContext(record.context);
  const attributes = record.attributes ? `${entries(record.attributes)},` : '';
  return (
    `{"timeUnixNano":"${time}","observedTimeUnixNano":"${time}",` +
    `"severityNumber":${record.severityNumber ?? 0},"eventName":${quoted(record.eventName ?? '')},` +
    `"body":${anyValue(record.body ?? '')},` +
    `"attributes":[${attributes}{"key":"${LOG_RECORD_UID}","value":{"stringValue":"${randomUUID()}"}}]${spanIds(span)}}`
  );
}

/** Milliseconds since the epoch at which a record was written. */
export function timeOf(recordJson: string): number {
  return Number(/^\{"timeUnixNano":"(\d+)\d{6}"/.exec(recordJson)?.[1]);
}

/** What the records of a segment share: who wrote them, and with which scope. */
export function headerJson(resource: Attributes): string {
  const scope = `{"name":${JSON.stringify(SCOPE_NAME)},"version":${JSON.stringify(version)}}`;
  return `{"resource":{"attributes":[${entries(resource)}]},"scope":${scope}}`;
}

/** An ExportLogsServiceRequest. `header` is what `headerJson` made. */
export function requestJson(header: string, records: readonly string[]): string {
  const { resource, scope } = JSON.parse(header) as { resource: unknown; scope: unknown };
  const scopeLogs = `{"scope":${JSON.stringify(scope)},"logRecords":[${records.join(',')}]}`;
  return `{"resourceLogs":[{"resource":${JSON.stringify(resource)},"scopeLogs":[${scopeLogs}]}]}`;
}

function spanIds(span: SpanContext | undefined): string {
  if (!span || !isSpanContextValid(span)) return '';
  return `,"traceId":${JSON.stringify(span.traceId)},"spanId":${JSON.stringify(span.spanId)},"flags":${span.traceFlags}`;
}

function entries(attributes: Attributes): string {
  let text = '';
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    const last = written.get(name);
    if (text !== '') text += ',';
    text += last !== undefined && last.value === value ? last.entry : newEntry(name, value);
  }
  return text;
}

function newEntry(name: string, value: AttributeValue): string {
  const entry = `{"key":${quoted(name)},"value":${anyValue(value)}}`;
  // A list can change and stay the same list.
  if (typeof value !== 'object') written.set(name, { value, entry });
  return entry;
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function anyValue(value: AttributeValue | null | undefined): string {
  if (typeof value === 'string') return `{"stringValue":${quoted(value)}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  if (Number.isFinite(value)) return `{"doubleValue":${value}}`;
  if (typeof value === 'number') return `{"doubleValue":"${value}"}`;
  if (Array.isArray(value)) return `{"arrayValue":{"values":[${value.map(anyValue).join(',')}]}}`;
  return '{}';
}
