import { constants } from 'node:os';
import { LlmErrorOptionsError } from '../telemetry/options-error.ts';
import { type Flushable, type FlushOptions, flushAll, inTime, timeoutOf } from './flush.ts';

/** Options of `flushOnExit`. */
export interface FlushOnExitOptions extends FlushOptions {
  /** Signals to flush at. Default `SIGTERM`, `SIGINT` and `SIGHUP`. */
  readonly signals?: readonly NodeJS.Signals[];
}

type ExitEvent = NodeJS.Signals | 'beforeExit';

/** What one call of `flushOnExit` asked for. */
interface Wish {
  readonly target: Flushable | undefined;
  readonly timeoutMillis: number;
  readonly signals: readonly NodeJS.Signals[];
}

/** Shared by all copies of this package in the process: two that watch each other would both wait for the other to end it. */
interface Exits {
  readonly wishes: Map<object, Wish>;
  /** Our listeners that are in place, by event. */
  readonly listeners: Map<ExitEvent, () => void>;
}

const KEY = Symbol.for('otel-llm-errors.exits');
const holder = globalThis as { [KEY]?: Exits };
const exits: Exits = (holder[KEY] ??= { wishes: new Map(), listeners: new Map() });

/**
 * Flushes the providers of this process, and `target`, when the program ends by itself or by a signal; then it ends as it
 * would have: same exit code, same signal, and listeners of others decide as before. A second signal ends it at once. At a
 * signal it waits `timeoutMillis` at most, at an end by itself for as long as the exporters try. `process.exit`, a crash and
 * SIGKILL leave no time to send: those need the spool. Returns a function that undoes it. Throws `LlmErrorOptionsError` when
 * an option is wrong.
 */
export function flushOnExit(target?: Flushable, options: FlushOnExitOptions = {}): () => void {
  const { signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] } = options;
  if (!Array.isArray(signals) || !signals.every(canBeHeard)) {
    throw new LlmErrorOptionsError('signals', signals, 'an array of names of signals that a program can listen to');
  }
  const key = target ?? exits;
  const wish: Wish = { target, timeoutMillis: timeoutOf(options), signals };
  exits.wishes.set(key, wish);
  listen('beforeExit', () => atNaturalEnd());
  for (const signal of signals) listen(signal, () => atSignal(signal));
  return () => {
    if (exits.wishes.get(key) === wish) exits.wishes.delete(key);
    for (const event of [...exits.listeners.keys()]) if (wishesFor(event).length === 0) stopListening(event);
  };
}

/**
 * Does now what `flushOnExit` does at the end, for all that it was asked to flush; call it at the end of a serverless handler,
 * before the process is frozen. Resolves to whether that was done in time; never rejects. Throws `LlmErrorOptionsError` when
 * an option is wrong.
 */
export function flush(options: FlushOptions = {}): Promise<boolean> {
  const targets = [...exits.wishes.values()].flatMap(({ target }) => target ?? []);
  return inTime(flushAll(targets, false), timeoutOf(options), true);
}

function canBeHeard(signal: unknown): boolean {
  return Object.hasOwn(constants.signals, String(signal)) && signal !== 'SIGKILL' && signal !== 'SIGSTOP';
}

// Ahead of all others, and once: whoever asks for the listeners of a signal while it is delivered, as signal-exit does to
// decide whether it may end the program, does not find ours.
function listen(event: ExitEvent, listener: () => void): void {
  if (exits.listeners.has(event)) return;
  exits.listeners.set(event, listener);
  process.prependOnceListener(event as NodeJS.Signals, listener);
}

function stopListening(event: ExitEvent): void {
  const listener = exits.listeners.get(event);
  exits.listeners.delete(event);
  if (listener) process.removeListener(event, listener);
}

function wishesFor(event: ExitEvent): Wish[] {
  return [...exits.wishes.values()].filter(({ signals }) => event === 'beforeExit' || signals.includes(event));
}

function atNaturalEnd(isSecond = false): void {
  exits.listeners.delete('beforeExit');
  const others = process.listenerCount('beforeExit') > 0;
  // What we send brings the loop back to its end, which is no news, unless others were told of the first and went on.
  process.once('beforeExit', () => {
    if (wishesFor('beforeExit').length === 0) return;
    if (others && !isSecond) atNaturalEnd(true);
    else listen('beforeExit', () => atNaturalEnd());
  });
  // What the flush has under way holds the program until it is done or has timed out. To end it earlier, with process.exit(),
  // would hide from Node.js that a main module waits for ever, which has an exit code of its own.
  void flushFor('beforeExit', true);
}

function atSignal(signal: NodeJS.Signals): void {
  exits.listeners.delete(signal);
  // Asked before anything is awaited: listeners that run once are gone by then.
  const others = process.listenerCount(signal) > 0;
  void inTime(flushFor(signal, !others), timeoutFor(signal), !others).then(() => {
    // Our listener took the signal's default away: it is given back when nobody else decides how the program ends.
    if (!others) process.kill(process.pid, signal);
    else if (wishesFor(signal).length > 0 && process.listenerCount(signal) > 0) listen(signal, () => atSignal(signal));
  });
}

function flushFor(event: ExitEvent, ending: boolean): Promise<void> {
  return flushAll(
    wishesFor(event).flatMap(({ target }) => target ?? []),
    ending,
  );
}

function timeoutFor(signal: NodeJS.Signals): number {
  return Math.max(...wishesFor(signal).map(({ timeoutMillis }) => timeoutMillis));
}
