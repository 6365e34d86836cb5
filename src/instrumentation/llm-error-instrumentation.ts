import { RecentSet } from '../telemetry/bounded.ts';
import { type LlmErrorConfig, type LlmErrorInstrumentationConfig, resolveConfig } from '../telemetry/config.ts';
import { AttemptRecorder } from '../telemetry/recorder.ts';
import type { InstrumentationLike } from '../telemetry/sdk-types.ts';
import { state } from '../telemetry/state.ts';
import { version } from '../version.ts';
import { AttemptFactory } from './attempt-factory.ts';
import { HttpTap } from './http-tap.ts';
import type { Tap } from './tap.ts';
import { UndiciTap } from './undici-tap.ts';

/** How many failed tasks are remembered, so that polling one again does not count it again. */
const REPORTED_TASKS = 1000;

/**
 * Sees every failed LLM call on the wire and says why it failed: one log event and one count an attempt, and attributes on
 * the spans that are live. Pass it to `instrumentations` of the Node SDK. It needs the OpenTelemetry API only, observes
 * `fetch`, undici, node:http and what is built on them, and is at work from its construction on.
 */
export class LlmErrorInstrumentation implements InstrumentationLike {
  readonly instrumentationName = 'otel-llm-errors';
  readonly instrumentationVersion: string = version;
  #given: LlmErrorInstrumentationConfig;
  #config: LlmErrorConfig;
  #taps: readonly Tap[] = [];

  /** Throws `LlmErrorOptionsError` for an option that is wrong. */
  constructor(config: LlmErrorInstrumentationConfig = {}) {
    this.#given = config;
    this.#config = resolveConfig(config);
    this.enable();
  }

  /** Puts the taps in, unless the configuration forbids it or another copy of this package has done so. */
  enable(): void {
    if (!this.#config.enabled || this.#taps.length > 0) return;
    const { catalogs, accounts } = this.#config;
    const observer = new AttemptRecorder(this.#config);
    const attempts = new AttemptFactory({ observer, catalogs, reportedTasks: new RecentSet(REPORTED_TASKS) }, accounts);
    this.#taps = [new UndiciTap(attempts), new HttpTap(attempts)].filter((tap) => !state.taps.has(tap.name));
    for (const tap of this.#taps) {
      state.taps.add(tap.name);
      tap.enable();
    }
  }

  /** Takes the taps out; requests under way are no longer followed. */
  disable(): void {
    for (const tap of this.#taps) {
      tap.disable();
      state.taps.delete(tap.name);
    }
    this.#taps = [];
  }

  getConfig(): LlmErrorInstrumentationConfig {
    return { ...this.#given, enabled: this.#config.enabled };
  }

  setConfig(config: LlmErrorInstrumentationConfig): void {
    const resolved = resolveConfig(config);
    this.disable();
    this.#given = config;
    this.#config = resolved;
    this.enable();
  }

  /** Does nothing: no spans are made here. */
  setTracerProvider(_provider: unknown): void {}

  /** Does nothing: the meter is asked of the API when it is needed, because one handed out too early stays dead. */
  setMeterProvider(_provider: unknown): void {}

  /** Does nothing: the logger is asked of the API when it is needed. */
  setLoggerProvider(_provider: unknown): void {}
}
