import { diag, metrics, trace } from '@opentelemetry/api';
import { safely } from '../telemetry/guard.ts';
import { getLoggerProvider } from '../telemetry/logger.ts';
import { LlmErrorOptionsError } from '../telemetry/options-error.ts';

/** What can be flushed: a provider of OpenTelemetry, a spool, or an SDK that can only be shut down. */
export interface Flushable {
  forceFlush?(): Promise<unknown>;
  shutdown?(): Promise<unknown>;
}

/** How long a flush may take. */
export interface FlushOptions {
  /** Milliseconds after which the rest is no longer waited for. Default 5000. */
  readonly timeoutMillis?: number;
}

const TIMEOUT_MILLIS = 5000;

/** Flushes the registered providers and `targets`; those that can only be shut down, only when the process is `ending`. */
export async function flushAll(targets: Iterable<Flushable>, ending: boolean): Promise<void> {
  await Promise.all([...new Set([...registered(), ...targets])].map((target) => flushOne(target, ending)));
}

/** Resolves to whether `work` was done in `millis`. `hold`: the wait itself keeps the process alive. */
export function inTime(work: Promise<void>, millis: number, hold: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis, false);
    if (!hold) timer.unref();
    void work.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** The time-out of options, checked. */
export function timeoutOf({ timeoutMillis = TIMEOUT_MILLIS }: FlushOptions): number {
  if (typeof timeoutMillis === 'number' && timeoutMillis >= 0 && timeoutMillis < 2 ** 31) return timeoutMillis;
  throw new LlmErrorOptionsError('timeoutMillis', timeoutMillis, 'milliseconds from 0 to 2147483647');
}

async function flushOne(target: Flushable, ending: boolean): Promise<void> {
  try {
    if (target.forceFlush) await target.forceFlush();
    else if (ending) await target.shutdown?.();
  } catch (error) {
    // Exporters have said so themselves: nothing of it may reach the program at its end.
    safely('diag', () => diag.debug('otel-llm-errors: a flush failed', error));
  }
}

/** Asked for at every flush: an SDK may start later than we. */
function registered(): Flushable[] {
  const providers = [
    trace.getTracerProvider(),
    metrics.getMeterProvider(),
    safely('logger provider', getLoggerProvider),
  ];
  return providers
    .map((provider) => safely('provider', () => behindProxy(provider) as Flushable | undefined))
    .filter((each) => each !== undefined);
}

function behindProxy(provider: unknown): unknown {
  const proxy = provider as { getDelegate?(): unknown } | undefined;
  return proxy?.getDelegate ? proxy.getDelegate() : provider;
}
