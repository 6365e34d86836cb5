import { createHash } from 'node:crypto';
import { WebSocket as UndiciWebSocket } from 'undici';
import { type RawData, WebSocket } from 'ws';
import { getStatus } from '../../src/telemetry/status.ts';
import { RecordingTaps } from '../instrumentation/loopback.ts';
import { WebSocketLoopback } from './websocket-loopback.ts';
import { PLAYS, TASK_ID } from './websocket-plays.ts';

const plain = new WebSocketLoopback(PLAYS);
const deflating = new WebSocketLoopback(PLAYS, { threshold: 0 });
const forgetting = new WebSocketLoopback(PLAYS, { threshold: 0, serverNoContextTakeover: true });
const servers: Readonly<Record<string, WebSocketLoopback>> = { plain, deflating, forgetting };
const tapsFor = (provider: string) => new RecordingTaps({ hosts: { '127.0.0.1': provider } });

beforeAll(() => Promise.all(Object.values(servers).map((server) => server.listen())));
afterEach(() => expect(getStatus().guardsTripped).toEqual({}));
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

/** Everything that the program gets, in its order. */
function talk(url: string, during?: (socket: WebSocket) => void): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    const got: unknown[] = [];
    const socket = new WebSocket(url);
    socket.on('open', () => {
      got.push('open', socket.extensions);
      socket.send('go');
      during?.(socket);
    });
    socket.on('message', (data: RawData, isBinary) => got.push([isBinary, digest(data as Buffer)]));
    socket.on('ping', () => got.push('ping'));
    socket.on('error', (error) => got.push(error.message));
    socket.on('close', (code, reason) => {
      got.push(code, reason.toString());
      resolve(got);
    });
  });
}

// The audio is made by chance.
const digest = (data: Buffer) => (data.length === 4 ? 4 : createHash('sha1').update(data).digest('hex'));

async function follow(provider: string, url: string, count = 1, during?: (socket: WebSocket) => void) {
  const taps = tapsFor(provider);
  taps.enable();
  try {
    await talk(url, during);
    return await taps.attempts(count);
  } finally {
    taps.disable();
  }
}

describe.each(Object.keys(servers))('a WebSocket of ws (%s)', (name) => {
  const url = (path: string) => servers[name]?.url + path;

  it("shows DashScope's failed task, with its id", async () => {
    expect(await follow('dashscope', url('/dashscope'))).toMatchObject([
      {
        httpStatus: 101,
        start: { provider: 'dashscope', path: '/dashscope' },
        classification: {
          code: 'InvalidParameter',
          category: 'invalid_request',
          phase: 'stream',
          inBand: true,
          requestId: TASK_ID,
        },
      },
    ]);
  });

  it("shows MiniMax's failed task", async () => {
    expect(await follow('minimax', url('/minimax'))).toMatchObject([
      { classification: { code: '1008', category: 'billing', requestId: '0693a17c5b1de0af' } },
    ]);
  });

  it('shows a message that came along with the handshake, and one in pieces', async () => {
    for (const path of ['/at-once', '/pieces']) {
      expect(await follow('minimax', url(path))).toMatchObject([{ classification: { code: '1008' } }]);
    }
  });

  it('says nothing of a healthy connection but that it was', async () => {
    expect(await follow('minimax', url('/healthy'))).toEqual([{ start: expect.anything(), httpStatus: 101 }]);
  });

  it('tells every different failure once', async () => {
    const attempts = await follow('minimax', url('/twice'), 2);
    expect(attempts.map(({ classification }) => classification?.code)).toEqual(['1002', '1008']);
    expect(new Set(attempts.map(({ start }) => start)).size).toBe(2);
  });

  it('changes nothing that the program gets', async () => {
    const paths = [...Object.keys(PLAYS).filter((path) => path !== '/idle'), '/refused'];
    const all = () => Promise.all(paths.map((path) => talk(url(path))));
    const without = await all();
    const taps = tapsFor('minimax');
    taps.enable();
    const observed = await all();
    await taps.attempts(paths.length + 1);
    taps.disable();
    expect(observed).toEqual(without);
    expect(taps.seen).toHaveLength(paths.length + 1);
  });
});

it('shows a failed handshake as the answer that it is', async () => {
  expect(await follow('iflytek_spark', `${plain.url}/refused`)).toMatchObject([
    { httpStatus: 401, classification: { category: 'authentication', inBand: false } },
  ]);
});

it('shows what a close frame says', async () => {
  for (const { url } of [plain, deflating]) {
    const [quota] = await follow('openai', `${url}/quota`);
    expect(quota?.classification).toMatchObject({ phase: 'stream', inBand: true, match: 'message' });
    expect(quota?.classification?.code).not.toBe('1011');
    expect(await follow('openai', `${url}/restarting`)).toMatchObject([
      { classification: { category: 'overloaded', phase: 'stream' } },
    ]);
  }
});

it('takes a connection that the program ends for no failure', async () => {
  const url = `${plain.url}/idle`;
  expect(await follow('minimax', url, 1, (socket) => socket.close(4001, 'rate limit'))).toEqual([
    { start: expect.anything(), httpStatus: 101 },
  ]);
  expect(await follow('minimax', url, 1, (socket) => socket.terminate())).toMatchObject([{ aborted: 'stream' }]);
});

it('names a connection that the server drops', async () => {
  expect(await follow('minimax', `${plain.url}/drop`)).toMatchObject([
    { httpStatus: 101, classification: { category: 'network', phase: 'stream' } },
  ]);
});

it('follows nothing to hosts that nobody wants, and nothing when the taps are out', async () => {
  const taps = new RecordingTaps({});
  taps.enable();
  await talk(`${plain.url}/minimax`);
  taps.disable();
  const out = tapsFor('minimax');
  out.enable();
  out.disable();
  await talk(`${plain.url}/minimax`);
  expect([taps.begun, taps.seen, out.begun, out.seen]).toEqual([[], [], [], []]);
});

it("shows what undici's WebSocket gets", async () => {
  const taps = tapsFor('dashscope');
  taps.enable();
  for (const { url } of [plain, deflating]) {
    const socket = new UndiciWebSocket(`${url}/dashscope`);
    await new Promise((resolve) => {
      socket.addEventListener('open', () => socket.send('go'));
      socket.addEventListener('close', resolve);
    });
  }
  expect(await taps.attempts(2)).toMatchObject(
    Array(2).fill({ httpStatus: 101, classification: { code: 'InvalidParameter', requestId: TASK_ID } }),
  );
  taps.disable();
});
