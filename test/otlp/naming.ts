import type { Attributes, ReceivedLog, ReceivedPoint, ReceivedSpan } from './decode.ts';

/** What a back end received; the checker asks for no more. */
export interface Received {
  readonly spans: readonly ReceivedSpan[];
  readonly logs: readonly ReceivedLog[];
  readonly metrics: readonly ReceivedPoint[];
}

type Signal = 'span' | 'log' | 'metric';
type Check = 'string' | 'boolean' | 'number' | 'int' | readonly string[];

const CATEGORIES = [
  'authentication',
  'permission_denied',
  'billing',
  'quota_exhausted',
  'rate_limited',
  'overloaded',
  'server_error',
  'timeout',
  'network',
  'content_filtered',
  'context_length_exceeded',
  'invalid_request',
  'not_found',
  'unsupported',
  'conflict',
  'cancelled',
  'unknown',
] as const;
const FAULTS = ['account', 'traffic', 'provider', 'network', 'content', 'request', 'unknown'] as const;

const SPAN_LOG = ['span', 'log'] as const;
const EVERYWHERE = ['span', 'log', 'metric'] as const;

/** Every attribute under `llm_error.`: what it may hold and where it may stand. Written a second time on purpose. */
const OURS: Readonly<Record<string, { readonly type: Check; readonly on: readonly Signal[] }>> = {
  'llm_error.provider': { type: 'string', on: EVERYWHERE },
  'llm_error.category': { type: CATEGORIES, on: EVERYWHERE },
  'llm_error.fault': { type: FAULTS, on: EVERYWHERE },
  'llm_error.account': { type: 'string', on: EVERYWHERE },
  'llm_error.code': { type: 'string', on: SPAN_LOG },
  'llm_error.subcode': { type: 'string', on: SPAN_LOG },
  'llm_error.retryable': { type: 'boolean', on: SPAN_LOG },
  'llm_error.retry_after': { type: 'number', on: SPAN_LOG },
  'llm_error.reset_at': { type: 'string', on: SPAN_LOG },
  'llm_error.in_band': { type: 'boolean', on: SPAN_LOG },
  'llm_error.phase': { type: ['connect', 'response', 'stream', 'task'], on: SPAN_LOG },
  'llm_error.request_id': { type: 'string', on: SPAN_LOG },
  'llm_error.request_id_source': { type: 'string', on: ['log'] },
  'llm_error.upstream_provider': { type: 'string', on: SPAN_LOG },
  'llm_error.title': { type: 'string', on: ['log'] },
  'llm_error.message': { type: 'string', on: SPAN_LOG },
  'llm_error.remediation': { type: 'string', on: SPAN_LOG },
  'llm_error.docs_url': { type: 'string', on: SPAN_LOG },
  'llm_error.failed_attempts': { type: 'int', on: ['span'] },
  'llm_error.original_error_type': { type: 'string', on: ['span'] },
  'llm_error.suppressed': { type: 'int', on: ['log'] },
  'llm_error.catalog.version': { type: 'string', on: ['log'] },
  'llm_error.catalog.match': { type: 'string', on: ['log'] },
};

const METRICS: Readonly<Record<string, { readonly unit: string; readonly attributes: readonly string[] }>> = {
  'llm_error.occurrences': {
    unit: '{error}',
    attributes: [
      'llm_error.provider',
      'llm_error.category',
      'llm_error.fault',
      'llm_error.account',
      'error.type',
      'gen_ai.request.model',
      'gen_ai.operation.name',
    ],
  },
  'llm_error.attempts': {
    unit: '{attempt}',
    attributes: ['llm_error.provider', 'llm_error.account', 'gen_ai.request.model', 'gen_ai.operation.name'],
  },
  'llm_error.aborts': { unit: '{attempt}', attributes: ['llm_error.provider'] },
  'llm_error.spool.dropped': { unit: '{record}', attributes: ['llm_error.spool.drop_reason'] },
};

/** Names that log back ends keep for OpenTelemetry's own fields. */
const FORBIDDEN = ['trace_id', 'trace.id', 'span_id', 'event_name', 'severity_text', 'flags'];
const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z][a-z0-9]*(_[a-z0-9]+)*)*$/;
const EVENT = 'llm_error.attempt_failed';
const FAILED_ATTEMPTS = 'llm_error.failed_attempts';

/** Holds received telemetry against the rules of naming. Returns the violations in words; none is good. */
export function checkNaming(received: Received): readonly string[] {
  const found = new Set<string>();
  const ours = { span: new Set<string>(), log: new Set<string>(), metric: new Set<string>() };
  for (const span of received.spans) {
    if (!isOurs(span.attributes)) continue;
    checkAttributes(`span ${span.name}`, 'span', span.attributes, found);
    for (const key of Object.keys(span.attributes)) ours.span.add(key);
    if (span.status.code === 1) found.add(`span ${span.name}: status OK`);
    if (span.attributes['error.type'] !== undefined && span.status.code !== 2) {
      found.add(`span ${span.name}: error.type without status ERROR`);
    }
  }
  for (const log of received.logs) {
    if (log.eventName?.startsWith('llm_error.') && log.eventName !== EVENT)
      found.add(`event ${log.eventName}: unknown`);
    if (!isOurs(log.attributes) && log.eventName !== EVENT) continue;
    const where = `log ${log.eventName ?? log.body}`;
    checkAttributes(where, 'log', log.attributes, found);
    for (const key of Object.keys(log.attributes)) ours.log.add(key);
    if (log.eventName === EVENT && typeof log.body !== 'string') found.add(`${where}: body is not a text`);
  }
  for (const point of received.metrics) {
    if (!point.metric.startsWith('llm_error')) continue;
    checkMetric(point, found);
    for (const key of Object.keys(point.attributes)) ours.metric.add(key);
  }
  for (const keys of Object.values(ours)) checkPrefixes([...keys], found);
  return [...found];
}

function isOurs(attributes: Attributes): boolean {
  return Object.keys(attributes).some((key) => key.startsWith('llm_error'));
}

function checkAttributes(where: string, signal: Signal, attributes: Attributes, found: Set<string>): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (FORBIDDEN.includes(key)) found.add(`${where}: ${key} is a name that back ends keep for themselves`);
    if (!key.startsWith('llm_error')) continue;
    if (!NAME.test(key)) found.add(`${where}: ${key} is not a valid name`);
    const rule = OURS[key];
    if (!rule) found.add(`${where}: ${key} is unknown`);
    else if (!rule.on.includes(signal)) found.add(`${where}: ${key} must not stand on a ${signal}`);
    else if (!holds(rule.type, value)) found.add(`${where}: ${key} must not be ${JSON.stringify(value)}`);
  }
  // A call that its client repeated with success has failed attempts, and no cause.
  const names = Object.keys(attributes).filter((key) => key.startsWith('llm_error') && key !== FAILED_ATTEMPTS);
  if (names.length > 0 && !('llm_error.category' in attributes))
    found.add(`${where}: llm_error attributes without a category`);
}

function holds(check: Check, value: unknown): boolean {
  if (check === 'int') return Number.isInteger(value);
  if (typeof check === 'string') return typeof value === check && value !== '';
  return typeof value === 'string' && check.includes(value);
}

function checkMetric(point: ReceivedPoint, found: Set<string>): void {
  const rule = METRICS[point.metric];
  if (!rule) {
    found.add(`metric ${point.metric}: unknown`);
    return;
  }
  if (point.unit !== rule.unit) found.add(`metric ${point.metric}: unit ${point.unit}`);
  if (point.kind !== 'sum' || !point.monotonic) found.add(`metric ${point.metric}: not a counter`);
  for (const [key, value] of Object.entries(point.attributes)) {
    if (!rule.attributes.includes(key)) found.add(`metric ${point.metric}: ${key} must not stand here`);
    const type = OURS[key]?.type ?? 'string';
    if (!holds(type, value)) found.add(`metric ${point.metric}: ${key} must not be ${JSON.stringify(value)}`);
  }
}

/** A key that is the beginning of another cannot be stored as a tree. */
function checkPrefixes(keys: readonly string[], found: Set<string>): void {
  for (const key of keys) {
    const longer = keys.find((other) => other.startsWith(`${key}.`));
    if (longer && (key.startsWith('llm_error') || longer.startsWith('llm_error'))) {
      found.add(`${key} is the beginning of ${longer}`);
    }
  }
}
