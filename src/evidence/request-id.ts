import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import type { Layer } from '../classify/evidence.ts';
import { general } from '../classify/general.ts';
import type { HeaderLookup } from '../classify/header-lookup.ts';
import { clip, pattern } from '../classify/pattern.ts';
import { remember } from '../classify/remember.ts';
import { asText, readPointer } from './json-pointer.ts';
import { bodySource } from './read-layers.ts';
import { isId } from './redact.ts';

export interface RequestId {
  readonly requestId: string;
  readonly requestIdSource: string;
}

interface RequestIdSources {
  readonly catalog: CompiledCatalog | undefined;
  readonly headers: HeaderLookup;
  /** JSON values that were read, outermost first. */
  readonly values: readonly unknown[];
  readonly layers: readonly Layer[];
  readonly texts: readonly string[];
}

/** The one id to quote to the provider's support: where the layer says it, then the catalog's places in order, then any provider's text form. */
export function findRequestId(sources: RequestIdSources): RequestId | undefined {
  const { catalog, headers, values, layers, texts } = sources;
  for (const layer of layers) {
    const found = accept(layer.requestId, layer.requestIdSource ?? 'body');
    if (found) return found;
  }
  for (const { header, body, text } of catalog?.rules.requestId.from ?? []) {
    if (header !== undefined) {
      const found = accept(headers(header), header);
      if (found) return found;
    } else if (body !== undefined) {
      for (const value of values) {
        const found = accept(readPointer(value, body), bodySource(body));
        if (found) return found;
      }
    } else if (text !== undefined) {
      const found = fromText(texts, text);
      if (found) return found;
    }
  }
  for (const text of texts) {
    const found = accept(idIn(text), 'text');
    if (found) return found;
  }
  return undefined;
}

/** An id as anybody writes it into a sentence. */
const idIn = remember((text) => {
  const clipped = clip(text);
  for (const source of general().requestIdInText) {
    const id = pattern(source).exec(clipped)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
});

function fromText(texts: readonly string[], source: string): RequestId | undefined {
  for (const text of texts) {
    const found = accept(pattern(source).exec(clip(text))?.[1], 'text');
    if (found) return found;
  }
  return undefined;
}

function accept(value: unknown, source: string): RequestId | undefined {
  const id = asText(value)?.trim();
  if (id === undefined || /^(?:[a-z]{2,4}_)?\**$/.test(id) || !isId(id)) return undefined;
  return { requestId: id, requestIdSource: source };
}
