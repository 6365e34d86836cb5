/** Gives the value of a response header; the name is compared without case, and `_` equals `-`. */
export type HeaderLookup = (name: string) => string | undefined;

/** The form in which header names are compared. */
export function foldHeaderName(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes('_') ? lower.replaceAll('_', '-') : lower;
}
