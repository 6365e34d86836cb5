// Calls a server with the client that is named, and prints what the program got and what the taps saw.
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { getStatus } from '../../src/telemetry/status.ts';
import { RecordingTaps } from '../instrumentation/loopback.ts';

/** What is to be called. */
export interface ObserveJob {
  readonly client: 'websocket' | 'bedrock';
  readonly urls: readonly string[];
  readonly provider: string;
  readonly tapped: boolean;
}

/** What is printed, as one line of JSON. */
export interface Observed {
  readonly got: readonly unknown[];
  readonly seen: RecordingTaps['seen'];
  readonly trips: Readonly<Record<string, number>>;
}

type Clients = Readonly<Record<ObserveJob['client'], (url: string) => Promise<readonly unknown[]>>>;

interface SocketLike {
  binaryType: string;
  readonly extensions: string;
  send(text: string): void;
  addEventListener(name: string, listener: (event: { data: unknown; code: number; reason: string }) => void): void;
}

const clients: Clients = {
  websocket: (url) =>
    new Promise((resolve) => {
      const got: unknown[] = [];
      const { WebSocket } = globalThis as unknown as { WebSocket: new (url: string) => SocketLike };
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      socket.addEventListener('open', () => {
        got.push('open', socket.extensions);
        socket.send('go');
      });
      socket.addEventListener('message', ({ data }) =>
        got.push(typeof data === 'string' ? data : (data as ArrayBuffer).byteLength),
      );
      socket.addEventListener('error', () => {
        got.push('error');
        // Node.js 22 tells of no close after a handshake that was refused.
        if (!got.includes('open')) resolve(got);
      });
      socket.addEventListener('close', ({ code, reason }) => {
        got.push(code, reason);
        resolve(got);
      });
    }),
  bedrock: async (url) => {
    const got: unknown[] = [];
    const { origin, pathname } = new URL(url);
    const client = new BedrockRuntimeClient({
      endpoint: origin,
      region: 'us-east-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      maxAttempts: 1,
    });
    try {
      const { stream } = await client.send(
        new ConverseStreamCommand({
          modelId: pathname.slice(1),
          messages: [{ role: 'user', content: [{ text: 'x' }] }],
        }),
      );
      for await (const event of stream ?? []) got.push(event);
    } catch (error) {
      got.push((error as Error).name);
    }
    client.destroy();
    return got;
  },
};

async function main({ client, urls, provider, tapped }: ObserveJob): Promise<void> {
  const taps = new RecordingTaps({ hosts: { '127.0.0.1': provider } });
  if (tapped) taps.enable();
  const got: unknown[] = [];
  for (const url of urls) got.push(await clients[client](url));
  const seen = tapped ? await taps.attempts(urls.length) : [];
  const observed = { got, seen: seen.map(({ start, ...end }) => ({ start: { path: start.path }, ...end })) };
  console.log(JSON.stringify({ ...observed, trips: getStatus().guardsTripped }));
}

if (process.argv[2]) void main(JSON.parse(process.argv[2]) as ObserveJob);
