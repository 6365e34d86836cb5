import { categories } from './categories.ts';
import type { Catalog } from './generated/catalog.ts';

const PHASES: readonly unknown[] = ['response', 'stream', 'task'];
const MARKER = Symbol.for('otel-llm-errors.CatalogError');

/** A catalog is not as it must be. `code` is stable; `path` is the JSON pointer of the field. */
export class CatalogError extends Error {
  readonly code = 'LLM_ERROR_CATALOG_INVALID';
  readonly path: string;

  constructor(provider: string, path: string, problem: string) {
    super(`catalog ${provider}: ${path}: ${problem}`);
    this.name = 'CatalogError';
    this.path = path;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Whether a value is a CatalogError, of whichever copy of this package. */
  static isInstance(value: unknown): value is CatalogError {
    return value !== null && typeof value === 'object' && MARKER in value;
  }
}

/**
 * Checks a catalog of the user's own and gives it back, typed. It adds a provider, or adds to and overrides the built-in catalog of the same
 * provider. The format is `catalogs/schema.json`.
 *
 * @throws CatalogError that names the field and what it must be.
 */
export function defineCatalog(catalog: unknown): Catalog {
  const checker = new Checker(
    isObject(catalog) && typeof catalog.provider === 'string' ? catalog.provider : '(no provider)',
  );
  const top = checker.object(catalog, '');
  if (typeof top.provider !== 'string' || !/^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/.test(top.provider)) {
    checker.fail('/provider', 'must be a name such as "acme" or "acme.chat": lower-case letters, digits, "_" and "."');
  }
  const requestId = checker.object(top.requestId, '/requestId');
  if (requestId.attribute !== undefined && !isAttributeName(requestId.attribute)) {
    checker.fail('/requestId/attribute', 'must be a name such as "acme.request_id"');
  }
  checker.list(requestId.from, '/requestId/from', (place, path) => checker.requestIdPlace(place, path));
  checker.list(top.hosts, '/hosts', (host, path) => checker.string(host, path));
  checker.list(top.envelopes, '/envelopes', (envelope, path) => checker.envelope(envelope, path));
  for (const [code, entry] of Object.entries(checker.object(top.codes, '/codes'))) {
    const path = `/codes/${code}`;
    const { rules, aliases } = checker.cause(entry, path);
    if (aliases !== undefined) checker.list(aliases, `${path}/aliases`, (alias, at) => checker.string(alias, at));
    if (rules !== undefined) checker.list(rules, `${path}/rules`, (rule, at) => checker.rule(rule, at));
  }
  for (const field of ['types', 'statuses']) {
    for (const [key, cause] of Object.entries(checker.object(top[field] ?? {}, `/${field}`)))
      checker.cause(cause, `/${field}/${key}`);
  }
  if (top.messages !== undefined) {
    checker.list(top.messages, '/messages', (rule, path) => {
      checker.rule(rule, path);
      checker.string((rule as { message?: unknown }).message, `${path}/message`);
    });
  }
  for (const field of ['embeddedCodes', 'texts', 'proofs']) {
    const patterns = top[field];
    if (patterns !== undefined) checker.list(patterns, `/${field}`, (source, path) => checker.pattern(source, path));
  }
  if (top.surfaces !== undefined) {
    checker.list(top.surfaces, '/surfaces', (surface, path) => {
      const { paths, operation } = checker.object(surface, path);
      checker.list(paths, `${path}/paths`, (each, at) => checker.string(each, at));
      if (operation !== undefined) checker.string(operation, `${path}/operation`);
    });
  }
  for (const field of ['aliases', 'signatureHeaders', 'codeHeaders', 'success']) {
    const names = top[field];
    if (names !== undefined) checker.list(names, `/${field}`, (name, path) => checker.string(name, path));
  }
  return { ...top, checked: top.checked ?? '', sources: top.sources ?? {} } as unknown as Catalog;
}

class Checker {
  readonly #provider: string;

  constructor(provider: string) {
    this.#provider = provider;
  }

  fail(path: string, problem: string): never {
    throw new CatalogError(this.#provider, path === '' ? '/' : path, problem);
  }

  object(value: unknown, path: string): Record<string, unknown> {
    return isObject(value) ? value : this.fail(path, 'must be an object');
  }

  string(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(path, 'must be a non-empty string');
  }

  list(value: unknown, path: string, check: (item: unknown, path: string) => void): void {
    if (!Array.isArray(value)) this.fail(path, 'must be an array');
    // By index: `forEach` would leave holes out.
    for (let index = 0; index < value.length; index++) check(value[index], `${path}/${index}`);
  }

  pattern(value: unknown, path: string): void {
    const source = this.string(value, path);
    if (source.length > 200) this.fail(path, 'must be at most 200 characters long');
    try {
      new RegExp(source, 'i');
    } catch {
      this.fail(path, 'must be a valid regular expression');
    }
  }

  pointer(value: unknown, path: string): void {
    if (!/^(?:\/[^/]+)+$/.test(this.string(value, path)))
      this.fail(path, 'must be a JSON pointer such as "/error/code"');
  }

  requestIdPlace(value: unknown, path: string): void {
    const place = this.object(value, path);
    if (place.header !== undefined) this.string(place.header, `${path}/header`);
    else if (place.body !== undefined) this.pointer(place.body, `${path}/body`);
    else if (place.text !== undefined) this.pattern(place.text, `${path}/text`);
    else this.fail(path, 'must have one of "header", "body" and "text"');
  }

  envelope(value: unknown, path: string): void {
    const envelope = this.object(value, path);
    this.string(envelope.name, `${path}/name`);
    for (const [pointer, values] of Object.entries(this.object(envelope.when ?? {}, `${path}/when`))) {
      if (pointer !== '@event') this.pointer(pointer, `${path}/when`);
      if (values === '*') continue;
      if (!Array.isArray(values)) this.fail(`${path}/when/${pointer}`, 'must be "*" or a list of values');
      this.list(values, `${path}/when/${pointer}`, (each, at) => {
        const isScalar = each === null || ['string', 'number', 'boolean'].includes(typeof each);
        if (!isScalar) this.fail(at, 'must be a text, a number, a boolean or null');
      });
    }
    for (const field of ['absent', 'code', 'type', 'subcode', 'message', 'status', 'requestId']) {
      const pointers = envelope[field];
      if (pointers !== undefined) this.list(pointers, `${path}/${field}`, (pointer, at) => this.pointer(pointer, at));
    }
    if (envelope.task !== undefined) this.pointer(envelope.task, `${path}/task`);
    if (envelope.phase !== undefined && !PHASES.includes(envelope.phase)) {
      this.fail(`${path}/phase`, `must be one of ${PHASES.join(', ')}`);
    }
    if (envelope.category !== undefined) this.category(envelope.category, `${path}/category`);
  }

  category(value: unknown, path: string): void {
    if (typeof value !== 'string' || !Object.hasOwn(categories, value)) {
      this.fail(path, `must be one of ${Object.keys(categories).join(', ')}`);
    }
  }

  cause(value: unknown, path: string): Record<string, unknown> {
    const cause = this.object(value, path);
    this.category(cause.category, `${path}/category`);
    if (cause.retryable !== null && typeof cause.retryable !== 'boolean') {
      this.fail(`${path}/retryable`, 'must be true, false, or null when nobody can know');
    }
    return cause;
  }

  rule(value: unknown, path: string): void {
    const { message, unless, status } = this.cause(value, path);
    if (status !== undefined) {
      this.list(status, `${path}/status`, (each, at) => {
        if (!Number.isInteger(each)) this.fail(at, 'must be an HTTP status');
      });
    }
    if (message !== undefined) this.pattern(message, `${path}/message`);
    if (unless !== undefined) this.pattern(unless, `${path}/unless`);
  }
}

/** A name with a dot, so that no log back end takes it for a field of its own, such as `trace_id`. */
function isAttributeName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
