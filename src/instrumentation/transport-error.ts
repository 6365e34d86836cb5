import type { LlmErrorClassification } from '../classify/types.ts';

const ABORT_NAMES = new Set<unknown>(['AbortError', 'CanceledError', 'CancelError']);
const ABORT_CODES = new Set(['ABORT_ERR', 'ERR_CANCELED', 'UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);
const CONNECT_CODES =
  /^(?:ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT|CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_)/;

/**
 * Whether the caller ended the request. Anything may be the reason of an abort: what no rule knows and no code marks as an
 * error of the system is the caller's own.
 */
export function isAbort(error: unknown, cause: LlmErrorClassification): boolean {
  if (cause.category === 'timeout') return false;
  if (cause.category === 'cancelled' || ABORT_NAMES.has(field(error, 'name'))) return true;
  const code = field(error, 'code');
  if (typeof code === 'string') return ABORT_CODES.has(code);
  return cause.category === 'unknown' || cause.match === 'none' || cause.match === 'http_status';
}

/** Whether an error happened before there was a connection. */
export function inConnectPhase(error: unknown): boolean {
  const code = field(error, 'code');
  const syscall = field(error, 'syscall');
  return syscall === 'connect' || syscall === 'getaddrinfo' || (typeof code === 'string' && CONNECT_CODES.test(code));
}

function field(error: unknown, name: string): unknown {
  try {
    return error !== null && typeof error === 'object' ? (error as Record<string, unknown>)[name] : undefined;
  } catch {
    // Anything may be the reason of an abort, getters that throw among it.
    return undefined;
  }
}
