/**
 * What a coarse class of a peer may stand for: any of these categories counts as right. One table for all peers, so that equal
 * words are worth the same, whoever says them.
 */
export const CLASSES = {
  authentication: ['authentication'],
  permission: ['permission_denied'],
  /** A key is wrong or may not: for peers that do not tell these apart. */
  auth: ['authentication', 'permission_denied'],
  billing: ['billing', 'quota_exhausted'],
  rate_limit: ['rate_limited', 'overloaded'],
  overloaded: ['overloaded', 'server_error'],
  server: ['server_error', 'overloaded', 'timeout', 'network'],
  timeout: ['timeout'],
  /** No answer came: for peers that count a time-out among the lost connections, or the other way round. */
  connection: ['network', 'timeout'],
  content: ['content_filtered'],
  context: ['context_length_exceeded'],
  invalid: ['invalid_request', 'unsupported', 'context_length_exceeded'],
  not_found: ['not_found'],
  conflict: ['conflict'],
  cancelled: ['cancelled'],
  unknown: ['unknown'],
} as const satisfies Record<string, readonly string[]>;

export type PeerClass = keyof typeof CLASSES;

/** The classes that an HTTP status stands for; the error classes of the SDKs are this table under other names. */
export function classOfStatus(status: number): PeerClass {
  const known: Readonly<Record<number, PeerClass>> = {
    400: 'invalid',
    401: 'authentication',
    402: 'billing',
    403: 'permission',
    404: 'not_found',
    408: 'timeout',
    409: 'conflict',
    413: 'invalid',
    415: 'invalid',
    422: 'invalid',
    429: 'rate_limit',
    499: 'cancelled',
    503: 'overloaded',
    504: 'timeout',
    524: 'timeout',
    529: 'overloaded',
  };
  return known[status] ?? (status >= 500 ? 'server' : 'unknown');
}
