import { generalRules } from './generated/general.ts';
import { wildcard } from './pattern.ts';
import type { GeneralRules } from './rules.ts';
import { failureMarker } from './telling-words.ts';

let unpacked: GeneralRules | undefined;

/** The rules that need no provider; unpacked at first use. */
export function general(): GeneralRules {
  return (unpacked ??= JSON.parse(generalRules) as GeneralRules);
}

let contentPaths: readonly RegExp[] | undefined;

/** Whether an answer from this URL path is somebody's file: what stands in it is no verdict on the call. */
export function isContentPath(path: string): boolean {
  contentPaths ??= general().contentPaths.map(wildcard);
  return contentPaths.some((each) => each.test(path));
}

let marker: RegExp | undefined;

/** Without this no shared envelope matches: see `CompiledCatalog.failureMarker`. */
export function sharedMarker(): RegExp {
  return (marker ??= failureMarker(general().envelopes.filter((envelope) => envelope.when)));
}
