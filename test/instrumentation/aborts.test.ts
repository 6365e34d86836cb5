import http from 'node:http';
import axios from 'axios';
import OpenAI from 'openai';
import { request as undiciRequest } from 'undici';
import { cut, delta, endless, REFUSED, send } from './answers.ts';
import { Loopback, RecordingTaps } from './loopback.ts';

const server = new Loopback({
  '/hang': () => {},
  '/endless': endless,
  '/half': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"choices":[');
  },
  '/failing': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`${delta('x')}data: ${REFUSED}\n\n`);
  },
  '/finished': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`${delta('x')}data: [DONE]\n\n`);
  },
  '/limited': send(429, '{"error":{"message":"slow down","type":"rate_limit_error"}}'),
  '/early': (request) => void request.socket.destroy(),
  '/reset': (request) => void request.socket.resetAndDestroy(),
  '/cut-json': cut('application/json', '{"choices":[{"message":{"content":"insufficient balance'),
});
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });

beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  taps.clear();
  taps.enable();
});
afterEach(() => taps.disable());

const messages = [{ role: 'user' as const, content: 'hello' }];
const client = (path: string, options: object = {}) =>
  new OpenAI({ apiKey: 'none', baseURL: server.url + path, maxRetries: 0, ...options });

describe('the openai client', () => {
  it('shows the time-out of one call as a time-out', async () => {
    const call = client('/hang').chat.completions.create({ model: 'm', messages }, { timeout: 1100 });
    await expect(call).rejects.toThrow();
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'timeout', phase: 'response' } }]);
  });

  it('leaves its client-wide time-out undecided, which its request does not tell of', async () => {
    await expect(client('/hang', { timeout: 60 }).chat.completions.create({ model: 'm', messages })).rejects.toThrow();
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), aborted: 'undecided' }]);
  });

  it('leaves an abort of the user undecided', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const call = client('/hang').chat.completions.create({ model: 'm', messages }, { signal: controller.signal });
    await expect(call).rejects.toThrow('aborted');
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), aborted: 'undecided' }]);
  });

  it('fails nothing by a break out of a healthy stream', async () => {
    const stream = await client('/endless').chat.completions.create({ model: 'm', messages, stream: true });
    for await (const chunk of stream) if (chunk) break;
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200, aborted: 'stream' }]);
  });

  it('leaves AbortSignal.timeout undecided, which it turns into an abort of its own', async () => {
    const signal = AbortSignal.timeout(30);
    await expect(client('/hang').chat.completions.create({ model: 'm', messages }, { signal })).rejects.toThrow();
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), aborted: 'undecided' }]);
  });

  it('shows each of its retries', async () => {
    const call = client('/limited', { maxRetries: 1 }).chat.completions.create({ model: 'm', messages });
    await expect(call).rejects.toThrow('429');
    const attempts = await taps.attempts(2);
    expect(attempts.map((attempt) => attempt.classification?.category)).toEqual(['rate_limited', 'rate_limited']);
  });
});

describe('fetch', () => {
  it.each(['/hang', '/endless', '/half'])('shows AbortSignal.timeout as a time-out at %s', async (path) => {
    const call = fetch(server.url + path, { signal: AbortSignal.timeout(60) }).then((response) => response.text());
    await expect(call).rejects.toBeDefined();
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'timeout', provider: 'minimax' } }]);
  });

  it.each([undefined, 'gone', new Error('the user left')])(
    'leaves an abort with reason %s undecided',
    async (reason) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 30);
      await expect(fetch(`${server.url}/hang`, { signal: controller.signal })).rejects.toBeDefined();
      expect(await taps.attempts()).toEqual([{ start: expect.anything(), aborted: 'undecided' }]);
    },
  );

  it('lets a failure that a stream told of win over a later abort', async () => {
    const reader = (await fetch(`${server.url}/failing`)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008' } }]);
  });

  it('takes a stream for whole when its last event came', async () => {
    const reader = (await fetch(`${server.url}/finished`)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200 }]);
  });

  it('does not take the prose of a cut answer for a failure of its own', async () => {
    await expect(fetch(`${server.url}/cut-json`).then((response) => response.text())).rejects.toBeDefined();
    expect(await taps.attempts()).toMatchObject([
      { httpStatus: 200, classification: { category: 'network', phase: 'response', inBand: false } },
    ]);
  });
});

describe.each([
  ['fetch', (path: string) => fetch(server.url + path)],
  ['undici request', (path: string) => undiciRequest(server.url + path)],
  ['axios', (path: string) => axios.get(server.url + path)],
])('%s', (_name, get) => {
  it.each(['/early', '/reset'])('calls a connection that is closed at %s a network failure', async (path) => {
    await expect(get(path)).rejects.toBeDefined();
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'network', phase: 'response' } }]);
  });
});

describe('node:http', () => {
  const get = (path: string, options: http.RequestOptions = {}) => {
    const request = http.get(server.url + path, options);
    request.on('error', () => {});
    return request;
  };

  it('leaves a request that the program destroyed undecided', async () => {
    const request = get('/hang');
    setTimeout(() => request.destroy(), 30);
    expect(await taps.attempts()).toEqual([{ start: expect.anything(), aborted: 'undecided' }]);
  });

  it('shows the timeout option as a time-out when the program acts on it', async () => {
    const request = get('/hang', { timeout: 40 });
    request.on('timeout', () => request.destroy());
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'timeout' } }]);
  });

  it.each(['request', 'response'])(
    'fails nothing when the program destroys the %s of a healthy stream',
    async (which) => {
      const request = get('/endless');
      request.on('response', (response) => {
        response.on('error', () => {});
        response.once('data', () => (which === 'request' ? request : response).destroy());
      });
      expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200, aborted: 'stream' }]);
    },
  );

  it.each(['/hang', '/endless'])('shows AbortSignal.timeout as a time-out at %s', async (path) => {
    const request = get(path, { signal: AbortSignal.timeout(60) });
    request.on('response', (response) => response.on('error', () => {}).resume());
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'timeout' } }]);
  });

  it('shows the time-out of axios as a time-out, and its abort as undecided', async () => {
    await expect(axios.get(`${server.url}/hang`, { timeout: 40 })).rejects.toThrow('timeout');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await expect(axios.get(`${server.url}/hang`, { signal: controller.signal })).rejects.toThrow('canceled');
    const attempts = await taps.attempts(2);
    expect(attempts).toMatchObject([{ classification: { category: 'timeout' } }, { aborted: 'undecided' }]);
  });
});
