import http from 'node:http';
import axios from 'axios';
import { Agent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { ANSWERED, CODINGS, cut, FAILING_STREAM, REFUSED, send, trickle } from './answers.ts';
import { Loopback, RecordingTaps } from './loopback.ts';

const big = Buffer.alloc(300_000, 'a');
const server = new Loopback({
  '/refused': send(200, REFUSED),
  '/answered': send(200, ANSWERED),
  '/limited': send(429, '{"error":{"message":"slow down","type":"rate_limit_error"}}', { 'retry-after': '3' }),
  '/empty': (_request, response) => void response.writeHead(204).end(),
  '/unchanged': (_request, response) => void response.writeHead(304).end(),
  '/moved': (_request, response) => void response.writeHead(307, { location: '/refused' }).end(),
  '/big': send(200, big, { 'content-type': 'application/octet-stream' }),
  '/stream': trickle(Buffer.from(FAILING_STREAM)),
  '/cut': cut('text/event-stream', 'data: {"choices":[]}\n\n'),
  ...Object.fromEntries(
    Object.entries(CODINGS).flatMap(([name, compress], index) => {
      const coding = name.replace(' without header', '');
      return [
        [`/coded${index}`, send(200, compress(Buffer.from(REFUSED)), { 'content-encoding': coding })],
        [`/coded-stream${index}`, trickle(compress(Buffer.from(FAILING_STREAM)), { 'content-encoding': coding })],
      ];
    }),
  ),
});

const agent = new Agent();
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } }, { '127.0.0.1': 'team-a' });

interface Got {
  readonly status: number;
  readonly body: string;
}

/** Each gives the bytes that the program gets, as the client hands them over. */
const clients: Readonly<Record<string, (path: string, method?: string) => Promise<Got>>> = {
  fetch: async (path, method = 'GET') => {
    const response = await fetch(server.url + path, { method });
    return { status: response.status, body: base64(await response.arrayBuffer()) };
  },
  'undici fetch': async (path, method = 'GET') => {
    const response = await undiciFetch(server.url + path, { method, dispatcher: agent });
    return { status: response.status, body: base64(await response.arrayBuffer()) };
  },
  'undici request': async (path, method = 'GET') => {
    const response = await undiciRequest(server.url + path, { method: method as 'GET', dispatcher: agent });
    return { status: response.statusCode, body: base64(await response.body.arrayBuffer()) };
  },
  'node:http': (path, method = 'GET') =>
    new Promise((resolve, reject) => {
      const request = http.request(server.url + path, { method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: base64(Buffer.concat(chunks)) }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end();
    }),
  axios: async (path, method = 'GET') => {
    const response = await axios.request<ArrayBuffer>({
      url: server.url + path,
      method,
      responseType: 'arraybuffer',
      validateStatus: () => true,
    });
    return { status: response.status, body: base64(response.data) };
  },
};

beforeAll(() => server.listen());
afterAll(async () => {
  await agent.close();
  await server.close();
});
beforeEach(() => {
  taps.clear();
  taps.enable();
});
afterEach(() => taps.disable());

describe.each(Object.keys(clients))('through %s', (name) => {
  const get = clients[name] as (path: string, method?: string) => Promise<Got>;

  it('names a failure inside HTTP 200, with the id to quote', async () => {
    await get('/refused?key=secret');
    const [attempt] = await taps.attempts();
    expect(attempt).toMatchObject({
      httpStatus: 200,
      classification: { provider: 'minimax', code: '1008', category: 'billing', inBand: true, requestId: '0693a17c' },
      start: { provider: 'minimax', host: '127.0.0.1', path: '/refused', account: 'team-a' },
    });
    expect(taps.begun).toEqual([attempt?.start]);
  });

  it('says nothing of a healthy answer but that it was', async () => {
    await get('/answered');
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200 }]);
  });

  it('names a failed status', async () => {
    await get('/limited');
    expect(await taps.attempts()).toMatchObject([
      { httpStatus: 429, classification: { retryAfter: 3, httpStatus: 429 } },
    ]);
  });

  it('takes answers without a body', async () => {
    await get('/empty');
    await get('/unchanged');
    await get('/refused', 'HEAD');
    const attempts = await taps.attempts(3);
    expect(attempts.map(({ httpStatus, classification }) => [httpStatus, classification])).toEqual([
      [204, undefined],
      [304, undefined],
      [200, undefined],
    ]);
  });

  it('names the failure that a stream ends with, wherever it is cut into chunks', async () => {
    await get('/stream');
    expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008', phase: 'stream' } }]);
  });

  it('calls a broken connection a network failure, and keeps the id', async () => {
    await expect(get('/cut')).rejects.toBeDefined();
    expect(await taps.attempts()).toMatchObject([
      {
        httpStatus: 200,
        classification: { provider: 'minimax', category: 'network', phase: 'stream', requestId: '0693a17c' },
      },
    ]);
  });

  it.each(Object.keys(CODINGS).map((coding, index) => [coding, index] as const))('reads %s', async (_coding, index) => {
    await get(`/coded${index}`).catch(() => undefined);
    await get(`/coded-stream${index}`).catch(() => undefined);
    const attempts = await taps.attempts(2);
    expect(attempts.map((attempt) => attempt.classification?.code)).toEqual(['1008', '1008']);
  });

  it.each(['/refused', '/limited', '/empty', '/moved', '/big', '/stream', '/coded0', '/coded-stream3'])(
    'gives the program the same bytes of %s with and without taps',
    async (path) => {
      const withTaps = await get(path);
      await taps.attempts(taps.begun.length);
      taps.disable();
      expect(await get(path)).toEqual(withTaps);
    },
  );
});

it('names a refused connection', async () => {
  await expect(fetch('http://127.0.0.1:1/v1/x')).rejects.toBeDefined();
  await expect(axios.get('http://127.0.0.1:1/v1/x')).rejects.toBeDefined();
  await expect(undiciRequest('http://127.0.0.1:1009/v1/x', { dispatcher: agent })).rejects.toBeDefined();
  const attempts = await taps.attempts(2);
  for (const attempt of attempts)
    expect(attempt.classification).toMatchObject({ category: 'network', phase: 'connect' });
});

it('keeps connections alive', async () => {
  const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let i = 0; i < 5; i++) {
    await new Promise<void>((resolve) => {
      http.get(`${server.url}/refused`, { agent: keepAlive }, (response) => {
        ports.add(response.socket.localPort);
        response.resume().on('end', resolve);
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  keepAlive.destroy();
  expect(ports.size).toBe(1);
  expect(await taps.attempts(5)).toHaveLength(5);
});

function base64(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(bytes as Uint8Array).toString('base64');
}
