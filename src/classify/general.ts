import { generalRules } from './generated/general.ts';
import type { GeneralRules } from './rules.ts';
import { failureMarker } from './telling-words.ts';

let unpacked: GeneralRules | undefined;

/** The rules that need no provider; unpacked at first use. */
export function general(): GeneralRules {
  return (unpacked ??= JSON.parse(generalRules) as GeneralRules);
}

let marker: RegExp | undefined;

/** Without this no shared envelope matches: see `CompiledCatalog.failureMarker`. */
export function sharedMarker(): RegExp {
  return (marker ??= failureMarker(general().envelopes.filter((envelope) => envelope.when)));
}
