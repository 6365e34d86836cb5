import { context, trace } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../classify/types.ts';
import { classifyError } from '../evidence/from-error.ts';
import { classifyResponse } from '../evidence/from-response.ts';
import { classifyText } from '../evidence/from-text.ts';
import { elements, get, has, keysOf } from '../evidence/plain.ts';
import { logAttributes } from '../telemetry/attributes.ts';
import { type LlmErrorConfig, type LlmErrorOptions, resolveConfig } from '../telemetry/config.ts';
import { safely } from '../telemetry/guard.ts';
import { evidenceOptions, hintsFrom, type LogHints } from '../telemetry/log-hints.ts';
import {
  HTTP_RESPONSE_STATUS_CODE,
  LLM_ERROR_CATEGORY,
  LLM_ERROR_REQUEST_ID,
  SERVER_ADDRESS,
} from '../telemetry/semconv.ts';
import { vendorOfTraceId } from './vendor-trace-id.ts';

/** What winston hands from format to format. */
export interface LogInfo {
  level: string;
  message: unknown;
  [key: string | symbol]: unknown;
}

/** A format of logform, for `format.combine()`. */
export interface LlmErrorFormat {
  transform(info: LogInfo): LogInfo;
}

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

/** Levels below warning, in every set of levels that winston knows: an Error is read there too, a text is not. */
const QUIET = new Set(['info', 'notice', 'http', 'verbose', 'debug', 'silly', 'help', 'data', 'prompt', 'input']);

/** Left to the log record processor: these belong to a record of telemetry, not to a line of a log. */
const NOT_IN_LOGS = new Set([HTTP_RESPONSE_STATUS_CODE, SERVER_ADDRESS]);

/**
 * A winston format that adds flat `llm_error.*` keys to a log call about a failed LLM call. It sees the Error itself, which
 * transports turn into a name and a message, so put it first: `format.combine(llmErrorFormat(), format.json())`.
 * It does not throw, and changes neither the Error nor the caller's object.
 */
export function llmErrorFormat(options: LlmErrorOptions = {}): LlmErrorFormat {
  const config = resolveConfig(options);
  return {
    transform: (info) => (config.enabled && safely('winston format', () => transform(info, config))) || info,
  };
}

function transform(info: LogInfo, config: LlmErrorConfig): LogInfo {
  if (info[LLM_ERROR_CATEGORY] !== undefined) return info;
  const hints = hintsIn(info, hintsFrom(context.active(), config), config);
  const cause = findCause(info, hints, config);
  const vendor = typeof info.trace_id === 'string' && !isCorrelated(info) && vendorOfTraceId(info, config.catalogs);
  if (!cause && !vendor) return info;
  const copy = copyOf(info);
  for (const [key, value] of cause ? Object.entries(logAttributes(cause, config, hints)) : []) {
    if (wanted(key) && copy[key] === undefined) copy[key] = value;
  }
  if (vendor) copy[(config.nativeRequestId && vendor.requestIdAttribute) || LLM_ERROR_REQUEST_ID] ??= info.trace_id;
  // Log back ends take a top-level trace_id for OpenTelemetry's own. The provider's id has its own keys now.
  if (vendor || (cause?.requestId !== undefined && cause.requestId === copy.trace_id)) delete copy.trace_id;
  return copy;
}

/** A `provider` beside the error says whose it is, as a span around it would. */
function hintsIn(info: LogInfo, hints: LogHints, { catalogs }: LlmErrorConfig): LogHints {
  const provider = typeof info.provider === 'string' ? catalogs.forName(info.provider)?.provider : undefined;
  return provider === undefined ? hints : { ...hints, llm: true, provider: hints.provider ?? provider };
}

function findCause(info: LogInfo, hints: LogHints, config: LlmErrorConfig): LlmErrorClassification | undefined {
  const quiet = QUIET.has(String(info[LEVEL] ?? info.level));
  const options = evidenceOptions(hints, config);
  const accepted = (cause: LlmErrorClassification | undefined) =>
    cause && isLlmFailure(cause, hints) ? cause : undefined;
  const values = valuesOf(info);
  for (const value of values) {
    if (!isErrorLike(value)) continue;
    const cause = accepted(classifyError(value, options));
    if (cause) return cause;
  }
  if (quiet) return undefined;
  // `{ error: 'text' }` looks like an answer that failed, but it is the text that says why.
  let unnamed: LlmErrorClassification | undefined;
  for (const value of [...splatOf(info), withoutSpanId(info), ...values]) {
    if (typeof value !== 'object' || value === null || isErrorLike(value)) continue;
    const cause = accepted(classifyResponse({ ...options, body: value }, options));
    if (cause && cause.match !== 'none') return cause;
    unnamed ??= cause;
  }
  for (const value of values) {
    if (typeof value !== 'string' || value.length < 8) continue;
    const cause = accepted(classifyText(value, options));
    if (cause) return cause;
  }
  return unnamed;
}

/** More values than this are not looked at: a log call must stay cheap, whatever is logged. */
const MAX_VALUES = 64;

/** The info itself, where winston was given an Error, the values of its keys, and what followed the message. */
function valuesOf(info: LogInfo): readonly unknown[] {
  const values: unknown[] = isErrorLike(info) ? [info] : [];
  for (const key of Object.keys(info)) if (key !== 'level') values.push(info[key]);
  for (const value of splatOf(info)) {
    values.push(value);
    if (typeof value !== 'object' || value === null || isErrorLike(value)) continue;
    for (const key of keysOf(value).slice(0, MAX_VALUES)) values.push(get(value, key));
  }
  return values.slice(0, MAX_VALUES);
}

function splatOf(info: LogInfo): readonly unknown[] {
  const splat = info[SPLAT];
  return elements(splat, MAX_VALUES);
}

// instrumentation-winston writes the trace id of the active span over the one in the answer: not an id for support.
function isCorrelated(info: LogInfo): boolean {
  return info.trace_id !== undefined && info.trace_id === trace.getSpanContext(context.active())?.traceId;
}

function withoutSpanId(info: LogInfo): LogInfo {
  return isCorrelated(info) && !isErrorLike(info) ? { ...info, trace_id: undefined } : info;
}

// Programs log all kinds of errors: without a provider, or something around it that says LLM, `not_found` is anybody's.
function isLlmFailure(cause: LlmErrorClassification, hints: LogHints): boolean {
  return cause.provider !== undefined || hints.llm;
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && has(value, 'stack') && has(value, 'message');
}

const HIDDEN = { enumerable: false, configurable: true, writable: true };

// An info can be the caller's own object, or the Error itself, whose message and stack are not enumerable.
function copyOf(info: LogInfo): LogInfo {
  const copy: LogInfo = { ...info };
  if (!isErrorLike(info)) return copy;
  // Still not enumerable: transports would send what they did not send before.
  for (const key of ['message', 'stack'] as const) {
    if (!Object.hasOwn(copy, key)) Object.defineProperty(copy, key, { ...HIDDEN, value: get(info, key) });
  }
  return copy;
}

function wanted(key: string): boolean {
  return !key.startsWith('gen_ai.') && !NOT_IN_LOGS.has(key);
}
