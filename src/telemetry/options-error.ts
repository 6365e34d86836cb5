const MARKER = Symbol.for('otel-llm-errors.LlmErrorOptionsError');

/** Of a text that was given, in the message. */
const MAX_SHOWN = 100;

/** An option that code gave wrongly; thrown when a part is constructed. Recognise it by `code` or `isInstance`. */
export class LlmErrorOptionsError extends TypeError {
  readonly code = 'LLM_ERROR_OPTION_INVALID';
  /** Name of the option. */
  readonly option: string;

  constructor(option: string, given: unknown, expected: string) {
    super(`otel-llm-errors: option "${option}" is ${show(given)}; it takes ${expected}`);
    this.name = 'LlmErrorOptionsError';
    this.option = option;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Tells such an error also when another copy of the package threw it. */
  static isInstance(value: unknown): value is LlmErrorOptionsError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value.length <= MAX_SHOWN ? value : `${value.slice(0, MAX_SHOWN)}…`)
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : String(value);
}
