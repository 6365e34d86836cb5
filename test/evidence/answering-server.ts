import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A loopback server that gives every request the same answer, until it is told another. */
export async function startAnsweringServer(): Promise<{
  url: string;
  answer(next: Answer): void;
  close(): Promise<void>;
}> {
  let current: Answer = { body: '{}' };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(current.status ?? 200, { 'content-type': 'application/json', ...current.headers });
      response.end(current.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (next) => {
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was expected to reject');
}
