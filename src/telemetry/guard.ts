import { redact } from '../evidence/redact.ts';
import { state } from './state.ts';
import { warn } from './warn.ts';

/**
 * Wraps a hook that runs inside somebody else's program: what it throws is said once for each name through `diag.warn`,
 * counted, and goes no further.
 */
export function guard<This, Args extends unknown[], Result>(
  name: string,
  hook: (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result | undefined {
  return function guarded(this: This, ...args: Args): Result | undefined {
    try {
      return hook.apply(this, args);
    } catch (error) {
      tripped(name, error);
      return undefined;
    }
  };
}

/** Runs `action` as `guard` would. */
export function safely<Result>(name: string, action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    tripped(name, error);
    return undefined;
  }
}

/** For hot paths with a try block of their own: counts what was caught, and says so once for each name. */
export function tripped(name: string, error: unknown): void {
  const trips = (state.trips.get(name) ?? 0) + 1;
  state.trips.set(name, trips);
  if (trips > 1) return;
  try {
    warn(`otel-llm-errors: ${name} failed and was skipped (said once): ${describe(error)}`);
  } catch {
    // A diag logger that throws is not ours to mend.
  }
}

/** Made by the engine, the system, or ourselves of options: their messages quote names and paths, others may quote what was read. */
const TELLING = new Set(['TypeError', 'RangeError', 'ReferenceError', 'LlmErrorOptionsError']);

function describe(error: unknown): string {
  try {
    const { stack, name, message, errno } = error as { [key: string]: unknown };
    const said = TELLING.has(String(name)) || errno !== undefined ? `: ${message}` : '';
    const frames =
      String(stack)
        .replace(String(message), '')
        .match(/^ {4}at .{1,300}:\d+:\d+\)?$/gm) ?? [];
    return [redact(`${name ?? 'something'}${said}`), ...frames].join('\n');
  } catch {
    return 'an error that cannot be read';
  }
}
