import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import zlib from 'node:zlib';
import { context, createContextKey } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { delta, REFUSED, send, trickle } from './answers.ts';
import { Loopback, RecordingTaps } from './loopback.ts';

let sent = 0;
const server = new Loopback({
  '/refused': send(200, REFUSED),
  '/slow': trickle(Buffer.from(REFUSED), { 'content-type': 'application/json' }),
  '/endless-json': (_request, response) => {
    sent = 0;
    response.writeHead(200, { 'content-type': 'application/json' });
    const piece = Buffer.alloc(65_536, ' ');
    const pump = (): void => {
      while (sent < 64_000_000 && response.write(piece)) sent += piece.length;
      if (!response.destroyed) response.once('drain', pump);
    };
    pump();
  },
  '/cut': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nx', () => socket.destroy());
  },
  '/bomb': send(400, zlib.gzipSync(Buffer.alloc(50_000_000, ' ')), { 'content-encoding': 'gzip' }),
  '/broken': send(400, 'this is not gzip', { 'content-encoding': 'gzip' }),
  '/broken-stream': trickle(Buffer.from('this is not gzip'), { 'content-encoding': 'gzip' }),
  '/unknown-coding': send(402, 'x', { 'content-encoding': 'snappy' }),
  '/large': send(200, JSON.stringify({ text: 'x'.repeat(200_000), base_resp: { status_code: 0 } })),
  '/stream-as-json': send(200, REFUSED, { 'content-type': 'text/event-stream' }),
  '/long-line': trickle(Buffer.from(`${delta('x'.repeat(200_000))}data: ${REFUSED}\n\n`), {}, 50_000),
});
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });

beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  taps.clear();
  taps.enable();
});
afterEach(() => taps.disable());

it.each(['fetch', 'http'])('does not pull an answer that nobody reads (%s)', async (name) => {
  const abort = new AbortController();
  const url = `${server.url}/endless-json`;
  if (name === 'fetch') await fetch(url, { signal: abort.signal });
  else await new Promise((resolve) => http.get(url, { signal: abort.signal }, resolve).on('error', () => {}));
  await sleep(200);
  abort.abort();
  expect(sent).toBeLessThan(16_000_000);
  expect(await taps.attempts()).toHaveLength(1);
});

it('follows an answer on when somebody inspects it meanwhile', async () => {
  await new Promise((resolve) => {
    http.get(`${server.url}/slow`, (response) => {
      response.once('data', () => inspect(response, { showHidden: true, getters: true })).on('close', resolve);
    });
  });
  expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008' } }]);
});

it('sees a small answer that nobody reads', async () => {
  await fetch(`${server.url}/refused`);
  const request = http.get(`${server.url}/refused`, () => {});
  const attempts = await taps.attempts(2);
  request.destroy();
  expect(attempts.map((attempt) => attempt.classification?.code)).toEqual(['1008', '1008']);
});

it('lets fetch cancel a body', async () => {
  const abort = new AbortController();
  const response = await fetch(`${server.url}/endless-json`, { signal: abort.signal });
  await expect(response.body?.cancel()).resolves.toBeUndefined();
  expect(await taps.attempts()).toMatchObject([{ aborted: 'undecided' }]);
});

it('reads an answer to a request whose methods somebody else wraps', async () => {
  const wrapped: string[] = [];
  const wrap = (message: unknown) => {
    const { request } = message as { request: Record<string, unknown> };
    for (const name of ['onComplete', 'onResponseEnd', 'onError', 'onResponseError']) {
      const method = request[name];
      if (typeof method !== 'function') continue;
      request[name] = function (this: unknown, ...args: unknown[]) {
        wrapped.push(name);
        return method.apply(this, args);
      };
    }
  };
  subscribe('undici:request:create', wrap);
  try {
    expect(await (await fetch(`${server.url}/refused`)).text()).toBe(REFUSED);
  } finally {
    unsubscribe('undici:request:create', wrap);
  }
  expect(wrapped).toHaveLength(1);
  expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008' } }]);
});

it('is not seen in the stack of an error of fetch', async () => {
  const broken = await fetch(`${server.url}/cut`).then((response) => response.text().catch((error) => error));
  expect(broken).toMatchObject({ message: 'terminated', stack: expect.not.stringContaining('method-shadow') });
  expect(await taps.attempts()).toMatchObject([{ classification: { category: 'network' } }]);
});

it('leaves the ways to read a node:http answer as they were', async () => {
  const text = await new Promise<string>((resolve) => {
    http.get(`${server.url}/refused`, (response) => {
      expect(response.readableFlowing).toBeNull();
      expect(response.listenerCount('data')).toBe(0);
      expect(Object.keys(response)).not.toContain('push');
      // A reader that comes late still gets everything.
      setTimeout(() => {
        response.setEncoding('utf8');
        let all = '';
        response.on('data', (piece: string) => (all += piece)).on('end', () => resolve(all));
      }, 30);
    });
  });
  expect(text).toBe(REFUSED);
});

it.each(['/bomb', '/broken', '/unknown-coding'])(
  'names the status where the body at %s cannot be decoded',
  async (path) => {
    const response = await fetch(server.url + path);
    await response.arrayBuffer().catch(() => undefined);
    const [attempt] = await taps.attempts();
    expect(attempt?.classification).toMatchObject({ match: 'http_status', httpStatus: response.status });
  },
);

it('says nothing of a stream that it cannot decode', async () => {
  await new Promise((resolve) => http.get(`${server.url}/broken-stream`, (r) => r.resume().on('end', resolve)));
  expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200 }]);
});

it('finds no failure in a large healthy answer', async () => {
  await (await fetch(`${server.url}/large`)).text();
  expect(await taps.attempts()).toEqual([{ start: expect.anything(), httpStatus: 200 }]);
});

it('reads a refusal that is called a stream', async () => {
  await (await fetch(`${server.url}/stream-as-json`)).text();
  expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008' } }]);
});

it('finds the failure after a line of any length', async () => {
  await (await fetch(`${server.url}/long-line`)).text();
  expect(await taps.attempts()).toMatchObject([{ classification: { code: '1008' } }]);
});

it('sees nothing where tracing is suppressed', async () => {
  const manager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(manager);
  const suppressed = context
    .active()
    .setValue(createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'), true);
  try {
    await context.with(suppressed, async () => {
      await (await fetch(`${server.url}/refused`)).text();
      await new Promise((resolve) => http.get(`${server.url}/refused`, (r) => r.resume().on('end', resolve)));
    });
  } finally {
    context.disable();
  }
  expect(taps.begun).toEqual([]);
  expect(taps.seen).toEqual([]);
});
