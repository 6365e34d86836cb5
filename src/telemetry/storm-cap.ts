interface Window {
  opened: number;
  admitted: number;
  suppressed: number;
}

const MINUTE = 60_000;

/** Lets `limit` events a minute through for each provider and code, and counts the rest. */
export class StormCap {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #windows = new Map<string, Map<string, Window>>();

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** How many events like this one were held back since the last one, or `undefined` when this one is to be held back. */
  admit(provider: string, errorType: string): number | undefined {
    const window = this.#window(provider, errorType);
    const now = this.#now();
    if (now - window.opened >= MINUTE) {
      window.opened = now;
      window.admitted = 0;
    }
    if (window.admitted >= this.#limit) {
      window.suppressed += 1;
      return undefined;
    }
    window.admitted += 1;
    const suppressed = window.suppressed;
    window.suppressed = 0;
    return suppressed;
  }

  #window(provider: string, errorType: string): Window {
    const windows = this.#windows.get(provider) ?? new Map<string, Window>();
    if (windows.size === 0) this.#windows.set(provider, windows);
    const window = windows.get(errorType) ?? { opened: this.#now(), admitted: 0, suppressed: 0 };
    windows.set(errorType, window);
    return window;
  }
}
