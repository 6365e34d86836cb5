import { CLASSES, classOfStatus } from '../classes.ts';
import type { LabelledCall } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';

/** What a dashboard of status codes can say. A call that ended without one counts as a lost connection. */
function verdict({ input: { http_status: status, error } }: LabelledCall): Verdict | undefined {
  if (status === null) return error ? { categories: CLASSES.connection, retry: true } : undefined;
  if (status < 400) return undefined;
  const retry = status === 408 || status === 409 || status === 429 || status >= 500;
  return { categories: CLASSES[classOfStatus(status)], codes: [status], retry };
}

export async function httpStatus(): Promise<Peer[]> {
  return [{ name: 'HTTP status', tells: ['retry', 'code'], verdicts: async (calls) => calls.map(verdict) }];
}
