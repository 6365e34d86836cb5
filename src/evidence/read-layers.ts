import type { CatalogSet } from '../classify/catalog-set.ts';
import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import type { Envelope } from '../classify/envelope.ts';
import type { Layer } from '../classify/evidence.ts';
import { envelopesOfAll, general } from '../classify/general.ts';
import type { Mutable } from '../classify/mutable.ts';
import { findJson, parseJson } from './find-json.ts';
import { asText, firstPresent, isPresent, readAll, readPointer } from './json-pointer.ts';
import { isName } from './redact.ts';

const MAX_DEPTH = 6;
const MAX_TASK_ID = 128;

export interface ReadOptions {
  readonly catalogs: CatalogSet;
  /** Whose answer it is, where that is known. */
  readonly catalog?: CompiledCatalog | undefined;
  /** Event name, for the data of a server-sent event. */
  readonly event?: string | undefined;
  /** HTTP already said that the call failed, so that any shape tells about a failure. */
  readonly failed: boolean;
  /** The catalog is certain, so that no other vendor's shape is looked for in an answer that HTTP calls a success. */
  readonly proven?: boolean | undefined;
}

/** Reads what a JSON value tells about a failure, outermost layer first; an empty list when it tells of none. */
export function readLayers(value: unknown, options: ReadOptions): readonly Layer[] {
  const layers: Layer[] = [];
  descend(value, options, layers, 0);
  return layers;
}

function descend(value: unknown, options: ReadOptions, layers: Layer[], depth: number): void {
  if (depth >= MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const element of value.slice(0, 8)) {
      const before = layers.length;
      descend(element, options, layers, depth + 1);
      if (layers.length > before) return;
    }
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const layer = readLayer(value, options);
  if (!layer) return;
  layers.push(layer);
  const named = asText(firstPresent(value, general().upstream));
  const upstream =
    named === undefined ? options.catalogs.forText(layer.message ?? '') : options.catalogs.forName(named);
  const inner = { ...options, catalog: upstream ?? layer.catalog ?? options.catalog, event: undefined, failed: true };
  const mark = layers.length;
  for (const pointer of general().unwrap) {
    const wrapped = readPointer(value, pointer);
    if (!isPresent(wrapped)) continue;
    for (const found of typeof wrapped === 'string' ? jsonInside(wrapped) : [wrapped])
      descend(found, inner, layers, depth + 1);
  }
  if (layer.message !== undefined) {
    for (const found of jsonInside(layer.message)) descend(found, inner, layers, depth + 1);
  }
  if (!upstream) return;
  for (let index = mark; index < layers.length; index++)
    layers[index] = { catalog: upstream, ...(layers[index] as Layer) };
}

/** JSON that stands inside a text, whole or in part. */
export function jsonInside(text: string): readonly unknown[] {
  if (!text.includes('{')) return [];
  const whole = parseJson(text);
  if (whole !== null && typeof whole === 'object') return [whole];
  return findJson(text);
}

/** The first envelope that fits: the provider's own, then one that proves another vendor, then one that many share. */
function readLayer(value: object, options: ReadOptions): Layer | undefined {
  const { catalog, catalogs } = options;
  for (const envelope of catalog?.envelopes ?? []) {
    const layer = fit(value, envelope, options, catalog);
    if (layer) return layer;
  }
  for (const other of options.proven && !options.failed ? [] : catalogs.provable) {
    if (other === catalog) continue;
    for (const envelope of other.vendorEnvelopes) {
      const layer = fit(value, envelope, options, other);
      if (layer) return { ...layer, catalog: other };
    }
  }
  for (const envelope of envelopesOfAll()) {
    const layer = fit(value, envelope, options, catalog);
    // A code alone asserts nothing where nobody knows what success looks like.
    if (layer && (options.failed || envelope.rule.when)) return layer;
  }
  return undefined;
}

function fit(
  value: object,
  { rule: envelope, key }: Envelope,
  options: ReadOptions,
  catalog: CompiledCatalog | undefined,
): Layer | undefined {
  if (key !== undefined && !Object.hasOwn(value, key)) return undefined;
  const { when } = envelope;
  for (const pointer in when) if (!meets(value, pointer, when[pointer] as Wanted, options.event)) return undefined;
  if (envelope.absent?.some((pointer) => isPresent(readPointer(value, pointer)))) return undefined;
  const own = asText(firstPresent(value, envelope.code)) ?? asText(zeroOf(value, envelope.code));
  const succeeded = own !== undefined && isSuccess(own, catalog);
  const code = succeeded || own === undefined || !isCode(own, catalog) ? undefined : own;
  const message = asText(firstPresent(value, envelope.message)) ?? (succeeded ? undefined : own);
  const type = asText(firstPresent(value, envelope.type));
  // A code that says success outweighs a shape that is merely there; a value that `when` asks for outweighs the code.
  const asserted = when !== undefined && !(succeeded && Object.values(when).every((wanted) => wanted === '*'));
  const failed = asserted || (own !== undefined && !succeeded);
  if (!failed && !(options.failed && (message !== undefined || type !== undefined || own !== undefined)))
    return undefined;
  const finer = asText(firstPresent(value, envelope.subcode));
  const subcode = finer !== undefined && isCode(finer, catalog) ? finer : undefined;
  const layer: Mutable<Layer> = { envelope: envelope.name, failed };
  if (code !== undefined) layer.code = code;
  if (subcode !== undefined) layer.subcode = subcode;
  if (type !== undefined) layer.type = type;
  if (message !== undefined) layer.message = message;
  if (envelope.status) {
    const status = Number(asText(firstPresent(value, envelope.status)));
    if (status >= 100 && status <= 599) layer.status = status;
  }
  const taskId = envelope.task === undefined ? undefined : asText(readPointer(value, envelope.task));
  // Ids of tasks that failed are remembered.
  if (taskId !== undefined && taskId !== '' && taskId.length <= MAX_TASK_ID) layer.taskId = taskId;
  if (envelope.phase !== undefined) layer.phase = envelope.phase;
  if (envelope.category !== undefined) {
    layer.category = envelope.category;
    layer.retryable = envelope.retryable ?? null;
  }
  for (const pointer of envelope.requestId ?? []) {
    const id = asText(readPointer(value, pointer));
    if (id === undefined || id === '') continue;
    layer.requestId = id;
    layer.requestIdSource = bodySource(pointer);
    break;
  }
  return layer;
}

type Wanted = '*' | readonly unknown[];

function meets(value: object, pointer: string, wanted: Wanted, event: string | undefined): boolean {
  if (pointer === '@event') return isWanted(event, wanted);
  if (!pointer.includes('/*')) return isWanted(readPointer(value, pointer), wanted);
  return readAll(value, pointer).some((each) => isWanted(each, wanted));
}

function isWanted(value: unknown, wanted: Wanted): boolean {
  return wanted === '*' ? isTelling(value) : wanted.includes(value);
}

/** An object of nothing but nulls says as little as null itself. */
function isTelling(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return isPresent(value);
  return Object.values(value).some(isPresent);
}

/** A plain word, or what the catalog lists: some vendors put a sentence where others put a code. */
function isCode(value: string, catalog: CompiledCatalog | undefined): boolean {
  return isName(value) || catalog?.has(value) === true;
}

function isSuccess(code: string, catalog: CompiledCatalog | undefined): boolean {
  return general().success.includes(code) || catalog?.isSuccess(code) === true;
}

/** A code may be present and falsy: `""` says success. */
function zeroOf(value: object, pointers: readonly string[] | undefined): unknown {
  for (const pointer of pointers ?? []) {
    const found = readPointer(value, pointer);
    if (found === '') return found;
  }
  return undefined;
}

/** How an id's place in a body is named: `body.detail.logid`. */
export function bodySource(pointer: string): string {
  return `body${pointer.replaceAll('/', '.')}`;
}
