import type { Span } from '@opentelemetry/api';
import type { AttemptStart } from './attempt.ts';
import type { CallAttempts } from './call-attempts.ts';
import type { CountedFailure } from './counted.ts';
import type { LoggerLike } from './sdk-types.ts';

/** An enabled instrumentation, as all copies of the package know it. */
export interface TapHolder {
  /** Whether the program gave it options of its own. */
  readonly explicit: boolean;
  /** Puts its taps in. */
  attach(): void;
  /** Takes its taps out. */
  detach(): void;
}

/**
 * What every copy of this package in one process shares. An ESM and a CJS copy can be loaded side by side, so the state
 * lives on `globalThis` and holds plain data only.
 */
export interface SharedState {
  /** Names of the taps that are in place (`undici`, `http`, `http2`). */
  readonly taps: Set<string>;
  /** The enabled instrumentations in their order, and the one whose taps are in place. */
  readonly instrumentations: Set<TapHolder>;
  tapHolder: TapHolder | undefined;
  /** Name of a guarded hook → how often it threw. */
  readonly trips: Map<string, number>;
  /** Attempts seen on the wire, by the live LLM span they belong to. */
  readonly attempts: WeakMap<Span, CallAttempts>;
  /** HTTP client span → the LLM span that was active when it started. */
  readonly parents: WeakMap<Span, Span>;
  /** Our span processors that are in a provider. */
  readonly spanProcessors: Set<object>;
  /** Trace id → failures in that trace that were counted. */
  readonly counted: Map<string, CountedFailure[]>;
  /** Values of `error.type` and of the model that metrics were given, beyond what catalogs bound. */
  readonly errorTypes: Set<string>;
  readonly models: Set<string>;
  /** The same of providers and operations, which instrumentations can name as they like. */
  readonly providers: Set<string>;
  readonly operations: Set<string>;
  /** How many attempts that the caller gave up wait to be decided. */
  undecided: number;
  attemptsSeen: number;
  failuresNamed: number;
  abortsSeen: number;
  /** The request that waits for its client span, and the client span that waits for its request. */
  waitingRequest: AttemptStart | undefined;
  waitingSpan: Span | undefined;
  /** Run before the first attempt is recorded: puts the processors into a provider that came after us. */
  onFirstAttempt: (() => void) | undefined;
  /** Takes our events instead of the program's logger: a spool. */
  eventLogger: LoggerLike | undefined;
}

const KEY = Symbol.for('otel-llm-errors');

/** The one state of this process. */
export const state: SharedState = sharedState();

function sharedState(): SharedState {
  const holder = globalThis as { [KEY]?: SharedState };
  const fresh: SharedState = {
    taps: new Set(),
    instrumentations: new Set(),
    tapHolder: undefined,
    trips: new Map(),
    attempts: new WeakMap(),
    parents: new WeakMap(),
    spanProcessors: new Set(),
    counted: new Map(),
    errorTypes: new Set(),
    models: new Set(),
    providers: new Set(),
    operations: new Set(),
    undecided: 0,
    attemptsSeen: 0,
    failuresNamed: 0,
    abortsSeen: 0,
    waitingRequest: undefined,
    waitingSpan: undefined,
    onFirstAttempt: undefined,
    eventLogger: undefined,
  };
  // A copy of another version may have made it: what that one lacks is added.
  return (holder[KEY] = Object.assign(holder[KEY] ?? fresh, { ...fresh, ...holder[KEY] }));
}
