import { remember } from './remember.ts';

const compiled = new Map<string, RegExp>();

/** Compiles a catalog pattern, once. Catalog patterns ignore case and stay in the subset that JavaScript and RE2 share. */
export function pattern(source: string): RegExp {
  let expression = compiled.get(source);
  if (!expression) compiled.set(source, (expression = new RegExp(source, 'i')));
  return expression;
}

/** Longest text that a pattern sees: what names a cause stands at the start or at the end. */
const HEAD = 3072;
const TAIL = 1024;

/** A text as patterns see it: on one line, as terminals break lines anywhere, and without the middle of an over-long one. */
export const clip: (text: string) => string = remember((text) => {
  const cut = text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)} ${text.slice(-TAIL)}`;
  return /[^\S ]| {2}/.test(cut) ? cut.replace(/\s+/g, ' ').trim() : cut;
});

/** Turns a name with `*` wildcards into an anchored expression. */
export function wildcard(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.+')}$`, 'i');
}
