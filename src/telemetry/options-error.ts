const MARKER = Symbol.for('otel-llm-errors.options-error');

/** An option that code gave wrongly; thrown when a part is constructed. Recognise it by `code` or `LlmErrorOptionsError.is`. */
export class LlmErrorOptionsError extends TypeError {
  readonly code = 'OTEL_LLM_ERRORS_OPTIONS';
  /** Name of the option. */
  readonly option: string;
  readonly [MARKER] = true;

  constructor(option: string, given: unknown, expected: string) {
    super(`otel-llm-errors: option "${option}" is ${show(given)}; it takes ${expected}`);
    this.name = 'LlmErrorOptionsError';
    this.option = option;
  }

  /** Tells such an error also when another copy of the package threw it. */
  static is(error: unknown): error is LlmErrorOptionsError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : String(value);
}
