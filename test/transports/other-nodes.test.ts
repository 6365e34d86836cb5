import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Cell, nodeBinary } from '../compatibility/cells.ts';
import { awsEvent, awsException } from './aws-frames.ts';
import { Http2Loopback } from './http2-server.ts';
import type { Observed, ObserveJob } from './observe.ts';
import { WebSocketLoopback } from './websocket-loopback.ts';
import { PLAYS } from './websocket-plays.ts';

// What `npm run test:compatibility` installs, and whatever runs this.
const NODES = ([20, 22, 24] as const).filter((node) => {
  const found = existsSync(nodeBinary(node));
  if (!found) console.warn(`Skipped: Node.js ${node} is not installed; \`npm run test:compatibility\` installs it.`);
  return found;
});
const sockets = new WebSocketLoopback(PLAYS);
const deflating = new WebSocketLoopback(PLAYS, { threshold: 0 });
const bedrock = new Http2Loopback({
  '/model/failing/converse-stream': (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    stream.write(awsEvent('messageStart', { role: 'assistant' }));
    stream.end(awsException('serviceUnavailableException', { message: 'Try again' }));
  },
});
const servers = [sockets, deflating, bedrock];

beforeAll(() => Promise.all(servers.map((server) => server.listen())));
afterAll(() => Promise.all(servers.map((server) => server.close())));

/** Runs a client on that Node.js. */
async function observe(node: Cell['node'], job: ObserveJob): Promise<Observed> {
  const args = ['--import', 'tsx', 'test/transports/observe.ts', JSON.stringify(job)];
  const { stdout } = await promisify(execFile)(nodeBinary(node), args, { timeout: 30_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Observed;
}

describe.each(NODES)('on Node.js %s', (node) => {
  it('the Bedrock client shows an exception in the middle of a stream', async () => {
    const job = { client: 'bedrock', urls: [`${bedrock.url}/failing`], provider: 'aws.bedrock' } as const;
    const observed = await observe(node, { ...job, tapped: true });
    expect(observed).toMatchObject({
      seen: [{ httpStatus: 200, classification: { code: 'ServiceUnavailableException', phase: 'stream' } }],
      trips: {},
    });
    expect((await observe(node, { ...job, tapped: false })).got).toEqual(observed.got);
  }, 60_000);

  if (node === 20) return;

  it.each([
    ['plain', sockets],
    ['deflating', deflating],
  ])(
    'the built-in WebSocket shows what failed, and gets the same as ever (%s)',
    async (_name, server) => {
      const urls = ['/openai', '/healthy', '/openai-at-once', '/quota', '/refused'].map((path) => server.url + path);
      const job = { client: 'websocket', urls, provider: 'openai' } as const;
      const observed = await observe(node, { ...job, tapped: true });
      expect(observed.trips).toEqual({});
      expect(observed.seen.slice(0, 4)).toMatchObject([
        { httpStatus: 101, classification: { code: 'invalid_value', category: 'invalid_request', phase: 'stream' } },
        { httpStatus: 101 },
        { httpStatus: 101, classification: { code: 'invalid_value' } },
        { httpStatus: 101, classification: { phase: 'stream', match: 'message' } },
      ]);
      expect(observed.seen[1]?.classification).toBeUndefined();
      // Node.js 24 tries a refused handshake twice.
      for (const refused of observed.seen.slice(4)) {
        expect(refused).toMatchObject({ httpStatus: 401, classification: { category: 'authentication' } });
      }
      expect((await observe(node, { ...job, tapped: false })).got).toEqual(observed.got);
    },
    60_000,
  );
});
