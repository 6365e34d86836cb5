import { diag } from '@opentelemetry/api';

const API = Symbol.for('opentelemetry.js.api.1');

/** More lines than this are not held. */
const MOST = 20;

const held: string[] = [];

/**
 * Says a line through `diag`. Options are decided before the SDK sets its diag logger: a line of theirs is held until there is
 * one, which `warnHeld` looks for.
 */
export function warn(line: string): void {
  if (hasDiagLogger()) diag.warn(line);
  else if (held.length < MOST) held.push(line);
}

/** Says the lines that were held, once there is a diag logger. */
export function warnHeld(): void {
  if (held.length === 0 || !hasDiagLogger()) return;
  for (const line of held.splice(0)) diag.warn(line);
}

function hasDiagLogger(): boolean {
  return (globalThis as { [API]?: { readonly diag?: unknown } })[API]?.diag !== undefined;
}
