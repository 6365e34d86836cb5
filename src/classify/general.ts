import { generalRules } from './generated/general.ts';
import type { GeneralRules } from './rules.ts';

let unpacked: GeneralRules | undefined;

/** The rules that need no provider; unpacked at first use. */
export function general(): GeneralRules {
  return (unpacked ??= JSON.parse(generalRules) as GeneralRules);
}
