import { diag } from '@opentelemetry/api';
import { RecentSet } from '../telemetry/bounded.ts';
import { type LlmErrorConfig, type LlmErrorInstrumentationConfig, resolveConfig } from '../telemetry/config.ts';
import { safely } from '../telemetry/guard.ts';
import { AttemptRecorder } from '../telemetry/recorder.ts';
import type { InstrumentationLike } from '../telemetry/sdk-types.ts';
import { state, type TapHolder } from '../telemetry/state.ts';
import { warnHeld } from '../telemetry/warn.ts';
import { version } from '../version.ts';
import { AttemptFactory } from './attempt-factory.ts';
import { HttpTap } from './http-tap.ts';
import { Http2Tap } from './http2-tap.ts';
import type { Tap } from './tap.ts';
import { UndiciTap } from './undici-tap.ts';

/** How many failed tasks are remembered, so that polling one again does not count it again. */
const REPORTED_TASKS = 1000;

/**
 * Sees every failed LLM call on the wire and says why it failed: one log event and one count an attempt, and attributes on
 * the spans that are live. Pass it to `instrumentations` of the Node SDK. It needs the OpenTelemetry API only, observes
 * `fetch`, undici, node:http, node:http2, WebSockets and what is built on them, and is at work from its construction on.
 */
export class LlmErrorInstrumentation implements InstrumentationLike {
  readonly instrumentationName = 'otel-llm-errors';
  readonly instrumentationVersion: string = version;
  #given: LlmErrorInstrumentationConfig;
  #config: LlmErrorConfig;
  #holder: TapHolder | undefined;

  /** Throws `LlmErrorOptionsError` for an option that is wrong. `resolved` are the same options, where they are decided. */
  constructor(config: LlmErrorInstrumentationConfig = {}, resolved: LlmErrorConfig = resolveConfig(config)) {
    this.#given = config;
    this.#config = resolved;
    this.enable();
  }

  /**
   * Puts the taps in, unless the configuration forbids it. Of several instances, in any copy of this package, one has its
   * taps in place: the newest that was given options, else the first.
   */
  enable(): void {
    if (!this.#config.enabled || this.#holder) return;
    this.#holder = this.#makeHolder();
    state.instrumentations.add(this.#holder);
    chooseHolder();
  }

  /** Takes the taps out, and lets another instance that is enabled put in its own; requests under way are followed on. */
  disable(): void {
    if (!this.#holder) return;
    state.instrumentations.delete(this.#holder);
    this.#holder = undefined;
    chooseHolder();
  }

  #makeHolder(): TapHolder {
    const { catalogs, accounts } = this.#config;
    const observer = new AttemptRecorder(this.#config);
    const attempts = new AttemptFactory({ observer, catalogs, reportedTasks: new RecentSet(REPORTED_TASKS) }, accounts);
    const taps: readonly Tap[] = [new UndiciTap(attempts), new HttpTap(attempts), new Http2Tap(attempts)];
    return {
      explicit: Object.entries(this.#given).some(([name, value]) => name !== 'enabled' && value !== undefined),
      attach() {
        for (const tap of taps) {
          state.taps.add(tap.name);
          tap.enable();
        }
      },
      detach() {
        for (const tap of taps) {
          tap.disable();
          state.taps.delete(tap.name);
        }
      },
    };
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

  /** Called when the SDK starts, which has set its diag logger by then. No spans are made here. */
  setTracerProvider(_provider: unknown): void {
    safely('held lines', warnHeld);
  }

  /** Does nothing: the meter is asked of the API when it is needed, because one handed out too early stays dead. */
  setMeterProvider(_provider: unknown): void {}

  /** Does nothing: the logger is asked of the API when it is needed. */
  setLoggerProvider(_provider: unknown): void {}
}

function chooseHolder(): void {
  const enabled = [...state.instrumentations];
  const explicit = enabled.filter((each) => each.explicit);
  const chosen = explicit.at(-1) ?? enabled[0];
  const { tapHolder } = state;
  if (chosen === tapHolder) return;
  if (explicit.length > 1) {
    diag.warn('otel-llm-errors: several LlmErrorInstrumentation with options are enabled; those of the newest hold');
  }
  tapHolder?.detach();
  state.tapHolder = chosen;
  chosen?.attach();
}
