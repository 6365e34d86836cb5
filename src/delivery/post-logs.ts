import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Where logs go. */
export interface LogsTarget {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
  /** Certificates and keys, in PEM. */
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

/** What a back end said. */
export interface LogsAnswer {
  readonly status: number;
  /** How long it asks to be left alone. */
  readonly retryAfterMillis: number | undefined;
  /** How many records it refused for good, of a request that it took. */
  readonly rejected: number;
}

const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Sends one ExportLogsServiceRequest in JSON, on a connection of its own that keeps no process alive. Rejects when no whole
 * answer came in time.
 */
export function postLogs({ endpoint, headers, timeoutMillis, tls }: LogsTarget, body: string): Promise<LogsAnswer> {
  return new Promise((resolve, reject) => {
    const send = endpoint.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(endpoint, {
      ...tls,
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const deadline = setTimeout(() => request.destroy(new Error(`no answer in ${timeoutMillis} ms`)), timeoutMillis);
    deadline.unref();
    request.on('socket', (socket) => {
      socket.unref();
      // Each further address of a name has a handle of its own.
      socket.on('connectionAttempt', () => socket.unref());
    });
    request.on('close', () => {
      clearTimeout(deadline);
      // After an answer or an error this says nothing new.
      reject(new Error('the connection was closed'));
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        if (text.length < MOST_ANSWER_BYTES) text += piece;
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          retryAfterMillis: millisOf(response.headers['retry-after']),
          rejected: rejectedIn(text),
        });
      });
    });
    request.end(body);
  });
}

function millisOf(retryAfter: string | undefined): number | undefined {
  if (!retryAfter) return undefined;
  const millis = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}

function rejectedIn(text: string): number {
  try {
    const answer = JSON.parse(text) as { partialSuccess?: { rejectedLogRecords?: unknown } } | null;
    // An int64: a text in protobuf's JSON.
    const count = Number(answer?.partialSuccess?.rejectedLogRecords);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}
