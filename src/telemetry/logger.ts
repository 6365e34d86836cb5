import * as api from '@opentelemetry/api';
import { version } from '../version.ts';
import type { LoggerLike, LoggerProviderLike } from './sdk-types.ts';
import { SCOPE_NAME } from './semconv.ts';

const API = Symbol.for('opentelemetry.js.api.1');
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');
const BRIDGE = Symbol.for('otel-llm-errors.logs-bridge');

interface Globals {
  /** `@opentelemetry/api`: since 1.10, and so with SDK 3, it holds the logger provider too. */
  readonly [API]?: { readonly logs?: LoggerProviderLike };
  /** `@opentelemetry/api-logs`, used by SDK 2: asks for the version of the API, gives the provider. */
  [API_LOGS]?: (version: number) => LoggerProviderLike;
}

const globals = globalThis as Globals;

/**
 * Our logger, from whichever logs API the program's SDK registered with. Asked at every emit: a proxy handed out before the
 * SDK starts can stay empty for ever, when several copies of api-logs are installed.
 */
export function getLogger(): LoggerLike | undefined {
  return getLoggerProvider()?.getLogger(SCOPE_NAME, version);
}

/** The logger provider that an SDK of either generation registered, if one has. */
export function getLoggerProvider(): LoggerProviderLike | undefined {
  if (globals[API]?.logs) return globals[API].logs;
  return isBridge(globals[API_LOGS]) ? undefined : globals[API_LOGS]?.(1);
}

/**
 * Lets libraries that still log through `@opentelemetry/api-logs`, such as `@opentelemetry/winston-transport` 0.34, reach
 * SDK 3, whose logger provider is registered with `@opentelemetry/api` 1.10. Without it their records vanish silently.
 * Call it before those libraries make their loggers; the SDK may start later. Does nothing with SDK 2, or when somebody
 * registered a provider there. Returns whether the two are bridged now.
 */
export function bridgeLogsApi(): boolean {
  if (globals[API_LOGS]) return isBridge(globals[API_LOGS]);
  // `logs` came to the API with 1.10, which SDK 2 refuses.
  if (!('logs' in api) && !globals[API]?.logs) return false;
  globals[API_LOGS] = bridge;
  return true;
}

// Marked, so that another copy of this package knows it.
const bridge = Object.assign((): LoggerProviderLike => BRIDGED, { [BRIDGE]: true });

function isBridge(value: unknown): boolean {
  return typeof value === 'function' && BRIDGE in value;
}

// Asks for the real logger at every call, because loggers are made once and often before the SDK starts.
const BRIDGED: LoggerProviderLike = {
  getLogger(...scope) {
    const real = (): LoggerLike | undefined => globals[API]?.logs?.getLogger(...scope);
    return {
      emit: (record) => real()?.emit(record),
      enabled(options) {
        const logger = real();
        return logger ? (logger.enabled?.(options) ?? true) : false;
      },
    };
  },
};
