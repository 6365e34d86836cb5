import http from 'node:http';
import { isSpanContextValid } from '@opentelemetry/api';
import { REFUSED, send } from './answers.ts';
import { Loopback, RecordingTaps } from './loopback.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const PENDING = JSON.stringify({
  task_id: '176843862716480',
  status: 'Fail',
  base_resp: { status_code: 0, status_msg: 'success' },
});
const [signature] = new RecordingTaps({}).signatureHeaders;
const server = new Loopback({
  '/signed': send(200, REFUSED, { [signature ?? 'none']: 'x' }),
  '/unsigned': send(500, REFUSED),
  '/task': send(200, PENDING),
});

beforeAll(() => server.listen());
afterAll(() => server.close());

describe('a host that no catalog lists', () => {
  const taps = new RecordingTaps({});
  beforeEach(() => {
    taps.clear();
    taps.enable();
  });
  afterEach(() => taps.disable());

  it('is not followed', async () => {
    await (await fetch(`${server.url}/unsigned`)).text();
    await new Promise((resolve) => http.get(`${server.url}/unsigned`, (r) => r.resume().on('close', resolve)));
    expect(taps.begun).toEqual([]);
    expect(taps.seen).toEqual([]);
  });

  it('is read when a header proves who answers', async () => {
    expect(signature).toBeDefined();
    const headers = { traceparent: TRACEPARENT };
    await (await fetch(`${server.url}/signed`, { headers })).text();
    await new Promise((resolve) =>
      http.get(`${server.url}/signed`, { headers }, (r) => r.resume().on('close', resolve)),
    );
    const attempts = await taps.attempts(2);
    for (const attempt of attempts) {
      expect(attempt.start.provider).toBeDefined();
      expect(attempt.start.clientSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', traceFlags: 1 });
      expect(attempt.start.clientSpanContext && isSpanContextValid(attempt.start.clientSpanContext)).toBe(true);
    }
  });
});

it('wants a port of a host where the user says so', async () => {
  const host = server.url.replace('http://', '');
  const taps = new RecordingTaps({ hosts: { [host]: 'minimax' } });
  taps.enable();
  try {
    await (await fetch(`${server.url}/task`)).text();
    await new Promise((resolve) => http.get(`${server.url}/task`, (r) => r.resume().on('close', resolve)));
    expect(await taps.attempts(2)).toHaveLength(2);
  } finally {
    taps.disable();
  }
});

it('reports a failed task once, however often it is polled', async () => {
  const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'minimax' } });
  taps.enable();
  try {
    for (let i = 0; i < 3; i++) await (await fetch(`${server.url}/task`)).text();
    const attempts = await taps.attempts(3);
    expect(attempts.map((attempt) => attempt.classification?.taskId)).toEqual([
      '176843862716480',
      undefined,
      undefined,
    ]);
  } finally {
    taps.disable();
  }
});
