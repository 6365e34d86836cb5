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

/** Cuts the middle out of an over-long text, so that patterns stay cheap on anything. */
export function clip(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`;
}

/** Turns a name with `*` wildcards into an anchored expression. */
export function wildcard(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.+')}$`, 'i');
}
