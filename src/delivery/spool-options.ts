import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import { safely } from '../telemetry/guard.ts';
import { booleanRule, decide, type Environment, integerRule, textRule } from '../telemetry/option-rules.ts';
import { LlmErrorOptionsError } from '../telemetry/options-error.ts';
import { makeFolder } from './make-folder.ts';
import type { LogsTarget } from './post-logs.ts';

/** Options of `startSpool`. What code leaves out comes from the environment, then from the default. */
export interface SpoolOptions {
  /** Folder for the files; made, for this user only, when it is not there. Several processes may share it. Required. */
  readonly directory?: string;
  /** URL that takes OTLP/HTTP logs in JSON. Default: what the SDK's exporter would use. */
  readonly endpoint?: string;
  /** Headers of the requests, such as an API key; they are never written to disk. Default: OpenTelemetry's variables. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Resource attributes, over those of the program's SDK. */
  readonly resourceAttributes?: Attributes;
  /** Bytes that all files in the folder may have together; the oldest records are dropped for new ones. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Age in seconds at which a record is dropped when the back end still does not take it. Default 7 days. */
  readonly maxAgeSeconds?: number;
  /** Waits for the disk at every record, so that it survives a power cut too. Default `false`. */
  readonly fsync?: boolean;
  /** Milliseconds that one request may take. Default: OpenTelemetry's variables, else 10 000. */
  readonly timeoutMillis?: number;
  /** Milliseconds from a record to its first sending. Default 1000. */
  readonly delayMillis?: number;
  /** Most milliseconds between two tries while the back end is away. Default 60 000. */
  readonly maxBackoffMillis?: number;
}

/** Options with every value decided. */
export interface SpoolConfig {
  readonly directory: string;
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: LogsTarget['tls'];
  readonly resourceAttributes: Attributes;
  readonly maxBytes: number;
  readonly maxAgeMillis: number;
  readonly fsync: boolean;
  readonly timeoutMillis: number;
  readonly delayMillis: number;
  readonly maxBackoffMillis: number;
}

const RULES = {
  directory: textRule('OTEL_LLM_ERRORS_SPOOL_DIR', 'a path of a folder'),
  maxBytes: integerRule('OTEL_LLM_ERRORS_SPOOL_MAX_BYTES', 64 * 1024 * 1024, 64 * 1024, 2 ** 40),
  maxAgeSeconds: integerRule('OTEL_LLM_ERRORS_SPOOL_MAX_AGE', 7 * 24 * 3600, 1, 10 * 365 * 24 * 3600),
  fsync: booleanRule('OTEL_LLM_ERRORS_SPOOL_FSYNC', false),
} as const;

const MOST_MILLIS = 2 ** 31 - 1;
const LOGS_PATH = 'v1/logs';

/** Decides every option, and makes the folder. Throws `LlmErrorOptionsError` for what cannot work. */
export function resolveSpoolOptions(options: SpoolOptions, env: Environment = process.env): SpoolConfig {
  if (typeof options !== 'object' || options === null) throw new LlmErrorOptionsError('options', options, 'an object');
  const { headers, resourceAttributes = {} } = options;
  return {
    directory: usableDirectory(decide('directory', options.directory, RULES.directory, env)),
    endpoint: endpointOf(options.endpoint, env),
    headers: headers === undefined ? headersFrom(env) : recordOf('headers', headers),
    tls: {
      ...pem('ca', 'CERTIFICATE', env),
      ...pem('cert', 'CLIENT_CERTIFICATE', env),
      ...pem('key', 'CLIENT_KEY', env),
    },
    resourceAttributes: recordOf('resourceAttributes', resourceAttributes),
    maxBytes: decide('maxBytes', options.maxBytes, RULES.maxBytes, env),
    maxAgeMillis: decide('maxAgeSeconds', options.maxAgeSeconds, RULES.maxAgeSeconds, env) * 1000,
    fsync: decide('fsync', options.fsync, RULES.fsync, env),
    timeoutMillis: millis('timeoutMillis', options.timeoutMillis ?? timeoutFrom(env) ?? 10_000),
    delayMillis: millis('delayMillis', options.delayMillis ?? 1000),
    maxBackoffMillis: millis('maxBackoffMillis', options.maxBackoffMillis ?? 60_000),
  };
}

function usableDirectory(given: string): string {
  if (given === '') throw new LlmErrorOptionsError('directory', undefined, RULES.directory.expected);
  // The program may go to another folder later.
  const directory = resolve(given);
  try {
    makeFolder(directory);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return directory;
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new LlmErrorOptionsError('directory', given, `a folder that this process can make and write to (${code})`);
  }
}

function endpointOf(given: unknown, env: Environment): URL {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim();
  const fallback = `${(base || 'http://localhost:4318').replace(/\/$/, '')}/${LOGS_PATH}`;
  const text = given ?? (env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT?.trim() || fallback);
  const expected = 'a URL of http: or https:, such as http://localhost:4318/v1/logs';
  if (typeof text !== 'string' || !URL.canParse(text)) throw new LlmErrorOptionsError('endpoint', text, expected);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new LlmErrorOptionsError('endpoint', text, expected);
  return url;
}

// https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
function headersFrom(env: Environment): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of [env.OTEL_EXPORTER_OTLP_HEADERS, env.OTEL_EXPORTER_OTLP_LOGS_HEADERS]) {
    for (const pair of text?.split(',') ?? []) {
      const at = pair.indexOf('=');
      if (at > 0) headers[pair.slice(0, at).trim().toLowerCase()] = decoded(pair.slice(at + 1).trim());
    }
  }
  return headers;
}

function pem(name: 'ca' | 'cert' | 'key', variable: string, env: Environment): LogsTarget['tls'] {
  const file = env[`OTEL_EXPORTER_OTLP_LOGS_${variable}`] || env[`OTEL_EXPORTER_OTLP_${variable}`];
  const content = file && safely(`reading ${variable}`, () => readFileSync(file));
  return content ? { [name]: content } : {};
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function timeoutFrom(env: Environment): number | undefined {
  const text = env.OTEL_EXPORTER_OTLP_LOGS_TIMEOUT || env.OTEL_EXPORTER_OTLP_TIMEOUT;
  const value = Number(text);
  return text && value > 0 && value <= MOST_MILLIS ? value : undefined;
}

function millis(option: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= MOST_MILLIS) return value;
  throw new LlmErrorOptionsError(option, value, `milliseconds, more than 0 and at most ${MOST_MILLIS}`);
}

function recordOf<Value>(option: string, value: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new LlmErrorOptionsError(option, value, 'an object of names and values');
}
