import { version } from '../version.ts';
import { state } from './state.ts';

/** What this package is doing in this process. */
export interface LlmErrorStatus {
  readonly version: string;
  /** Taps in place, such as `undici` and `http`; none means that no request is seen. */
  readonly taps: readonly string[];
  /** Whether our span processor is in a provider, so that LLM spans can be finished. */
  readonly spanProcessor: boolean;
  /** Requests to LLM hosts seen on the wire. */
  readonly attempts: number;
  /** Failures that were given a cause. */
  readonly failures: number;
  /** Requests that the caller gave up. */
  readonly aborts: number;
  /** Hooks of ours that threw and were skipped, by name. Anything here is a bug worth reporting. */
  readonly guardsTripped: Readonly<Record<string, number>>;
}

/** Tells whether the plugin is at work: the first thing to look at when nothing arrives. */
export function getStatus(): LlmErrorStatus {
  return {
    version,
    taps: [...state.taps],
    spanProcessor: state.spanProcessors.size > 0,
    attempts: state.attemptsSeen,
    failures: state.failuresNamed,
    aborts: state.abortsSeen,
    guardsTripped: Object.fromEntries(state.trips),
  };
}
