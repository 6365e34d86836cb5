import http from 'node:http';
import { types } from 'node:util';
import { FAILING_STREAM, REFUSED, send, trickle } from '../instrumentation/answers.ts';
import { Loopback, RecordingTaps } from '../instrumentation/loopback.ts';

// Inside jest, Node.js makes its errors and arrays in another realm than the tests: what the plugin does must not depend on it.
const server = new Loopback({
  '/busy': send(429, REFUSED),
  '/in-band': send(200, REFUSED),
  '/stream': trickle(Buffer.from(FAILING_STREAM)),
  '/cut': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nx', () => socket.destroy());
  },
  '/reset': ({ socket }) => {
    socket.destroy();
  },
  '/silent': () => {},
});
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });

beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => taps.clear());

type Call = (url: string) => Promise<unknown>;

const byFetch: Call = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(150) });
  const { status, type, redirected, headers } = response;
  const looks = [status, type, redirected, [...headers].filter(([name]) => name !== 'date')];
  const body = await response.text();
  return [...looks, body, response instanceof Response];
};

const byHttp: Call = (url) =>
  new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, timeout: 150 }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .on('error', reject)
        .on('end', () => resolve([response.statusCode, response.complete, Buffer.concat(chunks).toString()]));
    });
    request.on('timeout', () => request.destroy(new Error('too slow'))).on('error', reject);
  });

/** What a caller sees of an error, and of what realm it is. */
function described(error: unknown): unknown {
  const { name, message, code, stack = '', cause } = error as Error & { code?: unknown };
  return {
    ...{ name, message, code },
    realm: [error instanceof Error, types.isNativeError(error), Object.prototype.toString.call(error)],
    ours: stack.includes('/src/'),
    cause: cause === undefined ? undefined : described(cause),
  };
}

async function observe(call: Call, path: string): Promise<unknown> {
  const observed = await call(server.url + path).catch(described);
  return JSON.parse(JSON.stringify(observed).replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1'));
}

const CALLS: readonly (readonly [string, Call])[] = [
  ['fetch', byFetch],
  ['node:http', byHttp],
];
const PATHS = ['/busy', '/in-band', '/stream', '/cut', '/reset', '/silent'];

describe.each(CALLS)('%s inside jest', (_name, call) => {
  it.each(PATHS)('gives its caller the same for %s with the taps and without them', async (path) => {
    const without = await observe(call, path);
    taps.enable();
    try {
      expect(await observe(call, path)).toEqual(without);
      expect(await taps.attempts()).toHaveLength(1);
    } finally {
      taps.disable();
    }
  });
});
