import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatCompletion } from '../vendors/chat-bodies.ts';
import { blindSpots } from './scenarios.ts';

/** Answers `/spot/<index>/…` with that blind spot, `/retry/…` with 429, 429, 200, and `/private/…` with what looks like Coze. */
export async function createBlindSpotServer(): Promise<{ readonly host: string; close(): Promise<void> }> {
  let retries = 0;
  const server = createServer((request, response) => {
    request.resume();
    const [, kind, index] = (request.url ?? '').split('/');
    const spot = kind === 'spot' ? blindSpots[Number(index)] : undefined;
    if (spot) {
      void answer(response, spot.status, spot.body, spot.headers, spot.cut);
    } else if (kind === 'retry') {
      const failing = retries++ < 2;
      const body = failing
        ? { error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' } }
        : chatCompletion('c-1', 'm');
      void answer(response, failing ? 429 : 200, JSON.stringify(body), { 'retry-after-ms': '5' });
    } else {
      const body = JSON.stringify({ code: 4011, msg: 'out of stock' });
      void answer(response, 200, body, { 'X-Tt-Logid': '20260301120000FFFF' });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  response: ServerResponse,
  status: number,
  body: string | readonly string[],
  headers: Readonly<Record<string, string>> = {},
  cut = false,
): Promise<void> {
  const whole = typeof body === 'string';
  response.writeHead(status, { 'content-type': whole ? 'application/json' : 'text/event-stream', ...headers });
  for (const part of whole ? [body] : body) {
    response.write(part);
    if (!whole) await sleep(20);
  }
  if (cut) response.destroy();
  else response.end();
}
