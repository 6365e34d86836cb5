import http from 'node:http';
import zlib from 'node:zlib';
import { WebSocket } from 'ws';
import { codingsFor, decode, MAX_DECODED } from '../../src/instrumentation/decoder.ts';
import { send, trickle } from '../instrumentation/answers.ts';
import { Loopback, RecordingTaps } from '../instrumentation/loopback.ts';
import { WebSocketLoopback } from '../transports/websocket-loopback.ts';

const MB = 1024 * 1024;
const zeros = Buffer.alloc(64 * MB);
const error = Buffer.from('{"error":{"message":"');
const stream = Buffer.concat([Buffer.from('data: {"error":{"message":"'), zeros]);

/** Bodies of some kilobytes that say they are 64 MB. */
const BOMBS = {
  '/gzip': send(400, zlib.gzipSync(Buffer.concat([error, zeros])), { 'content-encoding': 'gzip' }),
  '/br': send(
    400,
    zlib.brotliCompressSync(Buffer.concat([error, zeros]), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
    {
      'content-encoding': 'br',
    },
  ),
  '/twice': send(400, zlib.gzipSync(zlib.gzipSync(Buffer.concat([error, zeros]))), {
    'content-encoding': 'gzip, gzip',
  }),
  '/no-gzip': send(400, Buffer.alloc(70_000, 'x'), { 'content-encoding': 'gzip' }),
  '/many-codings': send(400, '{}', { 'content-encoding': Array(500).fill('gzip').join(', ') }),
  '/stream': trickle(zlib.gzipSync(stream), { 'content-encoding': 'gzip' }),
};
const PLAIN = {
  '/megabyte': send(400, JSON.stringify({ error: { message: '{"error":'.repeat(120_000) } })),
  '/headers': send(400, '{}', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-h${i}`, 'v'.repeat(100)]))),
  '/lying-length': ((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json', 'content-length': '1000000000' });
    response.write('{"error":{"message":"insufficient balance"', () => setTimeout(() => response.destroy(), 20));
  }) as http.RequestListener,
};

const server = new Loopback({ ...BOMBS, ...PLAIN });
const sockets = new WebSocketLoopback(
  {
    '/bomb': (socket) => {
      socket.send(`{"event":"task_failed","base_resp":{"status_code":1008},"pad":"${'0'.repeat(32 * MB)}"}`);
      socket.close();
    },
  },
  true,
);
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });

beforeAll(async () => {
  await server.listen();
  await sockets.listen();
});
afterAll(async () => {
  taps.disable();
  await server.close();
  await sockets.close();
});
beforeEach(() => {
  taps.clear();
  taps.enable();
});

/** Bytes as they came over the wire: the client of this test inflates nothing, so whatever grows is ours. */
function get(path: string): Promise<number> {
  return new Promise((resolve) => {
    const request = http.get(server.url + path, (response) => {
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      response.on('end', () => resolve(size)).on('error', () => resolve(size));
    });
    request.on('error', () => resolve(-1));
  });
}

const held = () => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};

it.each(Object.keys({ ...BOMBS, ...PLAIN }))('%s neither holds up the program nor fills its memory', async (path) => {
  const before = held();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, held() - before);
  }, 5);
  const began = performance.now();
  expect(await get(path)).toBeGreaterThanOrEqual(0);
  const seen = await taps.attempts();
  most = Math.max(most, held() - before);
  clearInterval(watch);
  expect(seen).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(most).toBeLessThan(48 * MB);
});

it('a WebSocket message that inflates without an end is left alone', async () => {
  const client = new WebSocket(`${sockets.url}/bomb`, { perMessageDeflate: true, maxPayload: MB });
  await new Promise<void>((resolve) => client.on('error', () => {}).on('close', () => resolve()));
  expect((await taps.attempts()).length).toBeLessThanOrEqual(1);
});

it.each(['gzip', 'br', 'deflate'])('no more than 256 KB are made of a body in %s', (coding) => {
  const compress = { gzip: zlib.gzipSync, br: zlib.brotliCompressSync, deflate: zlib.deflateSync }[
    coding
  ] as typeof zlib.gzipSync;
  const codings = codingsFor(coding);
  if (!codings) throw new Error(`${coding} is not known`);
  expect(decode(compress(Buffer.alloc(1000, 'a')), codings)).toHaveLength(1000);
  expect(decode(compress(Buffer.alloc(4 * MB)), codings)?.length ?? 0).toBeLessThanOrEqual(MAX_DECODED);
});
