import type { CompiledCatalog } from '../classify/compiled-catalog.ts';
import type { Layer } from '../classify/evidence.ts';
import { general } from '../classify/general.ts';
import { own } from '../classify/own.ts';
import { clip, pattern } from '../classify/pattern.ts';
import type { Answerer } from './context.ts';
import { jsonInside, readLayers } from './read-layers.ts';

export interface ReadText {
  readonly answerer: Answerer;
  readonly layers: readonly Layer[];
  readonly values: readonly unknown[];
  /** HTTP status that the text names (`429 {…}`, `Error code: 400 - …`). */
  readonly status?: number;
  /** System error codes and error names that stand in the text. */
  readonly exceptions: readonly string[];
}

/** Reads a piece of text: the SDK's and wrapper's forms, the JSON inside, and the sentence itself, outermost first. */
export function readText(text: string, outer: Answerer, options: { readonly failed: boolean }): ReadText {
  const head = clip(text);
  const named = outer.catalog && !outer.hinted ? undefined : outer.catalogs.forText(head);
  const answerer = named ? { ...outer, catalog: named, provider: named.provider } : outer;
  const status = statusIn(head);
  const values = jsonInside(text);
  const inner = values.flatMap((value) =>
    readLayers(value, { catalogs: answerer.catalogs, catalog: answerer.catalog, failed: options.failed }),
  );
  const layer = textLayer(head, answerer.catalog, status);
  return {
    answerer,
    layers: [layer, ...inner],
    values,
    exceptions: exceptionsIn(head),
    ...(status !== undefined && { status }),
  };
}

/** The text as a layer of its own; the catalog's `texts` tell code, message and id apart in it. */
function textLayer(text: string, catalog: CompiledCatalog | undefined, status: number | undefined): Layer {
  for (const source of catalog?.rules.texts ?? []) {
    const groups = pattern(source).exec(text)?.groups;
    if (!groups) continue;
    const code = groups.code !== undefined && !catalog?.isSuccess(groups.code) ? groups.code : undefined;
    return {
      failed: code !== undefined,
      message: groups.message ?? text,
      ...(code !== undefined && { code }),
      ...(status !== undefined && { status }),
      ...(groups.request_id !== undefined && { requestId: groups.request_id, requestIdSource: 'text' }),
    };
  }
  return { failed: false, message: text, ...(status !== undefined && { status }) };
}

const NAME = /\b(?:E[A-Z]{4,20}|(?:UND_)?ERR_[A-Z0-9_]{3,40}|[A-Z_]{0,30}CERT[A-Z_]{0,30}|[A-Z]\w{2,40}Error)\b/g;

/** The names in a text that the general rules know, in the order in which they stand. */
function exceptionsIn(text: string): readonly string[] {
  return (text.match(NAME) ?? []).slice(0, 16).filter((name) => own(general().exceptions, name) !== undefined);
}

function statusIn(text: string): number | undefined {
  for (const source of general().statusInText) {
    const status = Number(pattern(source).exec(text)?.[1]);
    if (status >= 400 && status <= 599) return status;
  }
  return undefined;
}
