import http2, { type ClientHttp2Session, type ClientHttp2Stream, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { H2CClient } from 'undici';
import { Http2RequestPatch, publishesHttp2Streams } from '../../src/instrumentation/http2-request-patch.ts';
import { ANSWERED, delta, REFUSED } from '../instrumentation/answers.ts';
import { RecordingTaps } from '../instrumentation/loopback.ts';
import { Http2Loopback } from './http2-server.ts';

const json = (status: number, body: string) => (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': status, 'content-type': 'application/json', 'trace-id': '0693a17c' });
  stream.end(body);
};
const server = new Http2Loopback({
  '/refused': json(200, REFUSED),
  '/answered': json(200, ANSWERED),
  '/hang': () => {},
  '/empty': (stream) => stream.respond({ ':status': 403 }, { endStream: true }),
  '/endless': (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    stream.write(delta('x'));
  },
  '/reset': (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    stream.write(delta('x'), () => setTimeout(() => stream.destroy(new Error('broken')), 20));
  },
  '/cut': (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    stream.write(delta('x'), () => setTimeout(() => stream.session?.destroy(), 20));
  },
});
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });
let session: ClientHttp2Session;

beforeAll(async () => {
  await server.listen();
  // Older than the tap.
  session = http2.connect(server.url);
});
afterAll(async () => {
  session.destroy();
  await server.close();
});
beforeEach(() => {
  taps.clear();
  taps.enable();
});
afterEach(() => taps.disable());

interface Got {
  readonly status: unknown;
  readonly body: string;
  readonly events: readonly string[];
}

/** Everything that the program sees of a stream. */
function get(path: string, during?: (stream: ClientHttp2Stream) => void, on = session): Promise<Got> {
  return new Promise((resolve) => {
    const stream = on.request({ ':path': path, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    const events: string[] = [];
    let status: unknown;
    let body = '';
    stream.on('response', (headers) => {
      status = headers[':status'];
      events.push('response');
      during?.(stream);
    });
    stream.on('data', (chunk) => {
      body += chunk;
    });
    stream.on('end', () => events.push('end'));
    stream.on('error', (error) => events.push(error.message));
    stream.on('close', () => resolve({ status, body, events }));
    if (path === '/hang') during?.(stream);
  });
}

it('names a failure inside a success, with the id to quote', async () => {
  expect(await get('/refused?key=secret')).toMatchObject({ status: 200, body: REFUSED });
  expect(await taps.attempts()).toMatchObject([
    {
      httpStatus: 200,
      start: { host: '127.0.0.1', path: '/refused', clientSpanContext: { spanId: 'b'.repeat(16) } },
      classification: { code: '1008', category: 'billing', inBand: true, requestId: '0693a17c' },
    },
  ]);
});

it('takes healthy answers, and failures without a body', async () => {
  await get('/answered');
  await get('/empty');
  const [healthy, failed] = await taps.attempts(2);
  expect(healthy).toEqual({ start: expect.anything(), httpStatus: 200 });
  expect(failed).toMatchObject({ httpStatus: 403, classification: { httpStatus: 403 } });
});

it.each([
  ['/hang', (stream: ClientHttp2Stream) => stream.close(http2.constants.NGHTTP2_CANCEL), 'undecided'],
  ['/hang', (stream: ClientHttp2Stream) => stream.close(), 'undecided'],
  ['/hang', (stream: ClientHttp2Stream) => void stream.destroy(), 'undecided'],
  ['/endless', (stream: ClientHttp2Stream) => stream.close(http2.constants.NGHTTP2_CANCEL), 'stream'],
  ['/endless', (stream: ClientHttp2Stream) => void stream.destroy(), 'stream'],
])('takes what the program gave up at %s for no failure', async (path, giveUp, aborted) => {
  await get(path, (stream) => setTimeout(giveUp, 20, stream));
  expect(await taps.attempts()).toMatchObject([{ aborted }]);
});

it('names a reset by the server in the middle of a stream', async () => {
  await get('/reset');
  expect(await taps.attempts()).toMatchObject([{ classification: { category: 'network', phase: 'stream' } }]);
});

it('names a connection that the server drops in the middle of a stream', async () => {
  const dropped = http2.connect(server.url);
  dropped.on('error', () => {});
  await get('/cut', undefined, dropped);
  expect(await taps.attempts()).toMatchObject([{ classification: { category: 'network', phase: 'stream' } }]);
});

it('names a connection that is refused, and one that breaks', async () => {
  const breaking = createServer((socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
  const { port } = breaking.address() as { port: number };
  for (const url of [`http://127.0.0.1:${port}`, 'http://127.0.0.1:1']) {
    const broken = http2.connect(url);
    broken.on('error', () => {});
    await get('/x', undefined, broken);
  }
  await new Promise((resolve) => breaking.close(resolve));
  const [reset, refused] = await taps.attempts(2);
  expect(reset).toMatchObject({ classification: { category: 'network' } });
  expect(refused).toMatchObject({ classification: { category: 'network', phase: 'connect' } });
});

it('leaves the requests of undici to its own tap', async () => {
  const client = new H2CClient(server.url);
  const { body } = await client.request({ path: '/refused', method: 'GET' });
  expect(await body.text()).toBe(REFUSED);
  await client.close();
  expect((await taps.attempts()).map(({ classification }) => classification?.code)).toEqual(['1008']);
});

it('changes nothing that the program sees', async () => {
  const paths = ['/refused', '/answered', '/empty', '/reset'];
  const seen = async () => {
    const all: Got[] = [];
    for (const path of paths) all.push(await get(path));
    return all;
  };
  const observed = await seen();
  taps.disable();
  expect(await seen()).toEqual(observed);
  expect(await taps.attempts(4)).toHaveLength(4);
});

describe('where Node.js publishes no channel', () => {
  it('wraps one method, and puts it back', async () => {
    taps.disable();
    const prototype = Object.getPrototypeOf(session);
    const { request } = prototype;
    const seen: object[] = [];
    const patch = new Http2RequestPatch((stream) => seen.push(stream));
    patch.enable();
    patch.enable();
    await get('/answered');
    expect(seen).toHaveLength(1);
    patch.disable();
    expect(prototype.request).toBe(request);
    await get('/answered');
    expect(seen).toHaveLength(1);
  });

  it('leaves the wrapper of somebody else where it is', async () => {
    const prototype = Object.getPrototypeOf(session);
    const { request } = prototype;
    const seen: object[] = [];
    const patch = new Http2RequestPatch((stream) => seen.push(stream));
    patch.enable();
    const ours = prototype.request;
    const theirs = function (this: object, ...args: unknown[]) {
      return ours.apply(this, args);
    };
    prototype.request = theirs;
    patch.disable();
    expect(prototype.request).toBe(theirs);
    await get('/answered');
    expect(seen).toEqual([]);
    prototype.request = request;
  });

  it.each([
    ['20.20.2', false],
    ['22.12.0', false],
    ['22.23.3', true],
    ['24.0.0', false],
    ['24.21.0', true],
    ['26.0.0', true],
  ])('knows that of version %s', (version, published) => {
    expect(publishesHttp2Streams(version)).toBe(published);
  });
});
