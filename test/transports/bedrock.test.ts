import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { RecordingTaps } from '../instrumentation/loopback.ts';
import { awsEvent, awsException } from './aws-frames.ts';
import { Http2Loopback } from './http2-server.ts';

const REQUEST_ID = '6a0b4f5e-1f3c-4a57-9d0a-2f6f6b1f0c11';
const EVENTS = 'application/vnd.amazon.eventstream';

/** Answers with events in pieces of an odd size. */
const stream = (...frames: readonly Buffer[]) => ({
  status: 200,
  type: EVENTS,
  body: Buffer.concat(frames),
  headers: {},
});
const json = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  type: 'application/json',
  body: Buffer.from(JSON.stringify(body)),
  headers,
});

const START = awsEvent('messageStart', { role: 'assistant' });
const WORD = awsEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'an "error" says {"__type":"x"}' } });
const answers = {
  '/model/failing/converse-stream': stream(START, WORD, awsException('throttlingException', { message: 'Too many' })),
  '/model/healthy/converse-stream': stream(
    START,
    WORD,
    awsEvent('messageStop', { stopReason: 'end_turn' }),
    awsEvent('metadata', { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 5 } }),
  ),
  '/model/guarded/converse-stream': stream(START, awsEvent('messageStop', { stopReason: 'guardrail_intervened' })),
  '/model/chunked/invoke-with-response-stream': stream(
    awsEvent('chunk', {
      bytes: Buffer.from('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}').toString(
        'base64',
      ),
    }),
  ),
  '/model/wrong/invoke': json(
    400,
    { message: 'The provided request is malformed' },
    {
      'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/',
    },
  ),
  '/model/fine/converse': json(200, {
    output: { message: { role: 'assistant', content: [{ text: 'hello' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    metrics: { latencyMs: 3 },
  }),
};

const server = new Http2Loopback(
  Object.fromEntries(
    Object.entries(answers).map(([path, { status, type, body, headers }]) => [
      path,
      (answering) => {
        answering.respond({ ':status': status, 'content-type': type, 'x-amzn-requestid': REQUEST_ID, ...headers });
        for (let at = 0; at < body.length; at += 97) answering.write(body.subarray(at, at + 97));
        answering.end();
      },
    ]),
  ),
);
const taps = new RecordingTaps({ hosts: { '127.0.0.1': 'aws.bedrock' } });
let client: BedrockRuntimeClient;

beforeAll(async () => {
  await server.listen();
  client = new BedrockRuntimeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
beforeEach(() => taps.clear());
afterEach(() => taps.disable());

const messages = [{ role: 'user' as const, content: [{ text: 'hello' }] }];

/** Everything that the program gets of a stream: its events, and the error that ends it. */
async function converse(modelId: string): Promise<readonly unknown[]> {
  const got: unknown[] = [];
  try {
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
    for await (const event of stream ?? []) got.push(event);
  } catch (error) {
    got.push((error as Error).name, (error as Error).message);
  }
  return got;
}

describe('the Bedrock client over HTTP/2', () => {
  it('shows an exception in the middle of a stream, with the id to quote', async () => {
    taps.enable();
    expect((await converse('failing')).slice(-2)).toEqual(['ThrottlingException', 'Too many']);
    expect(await taps.attempts()).toMatchObject([
      {
        httpStatus: 200,
        start: { host: '127.0.0.1', path: '/model/failing/converse-stream' },
        classification: {
          provider: 'aws.bedrock',
          code: 'ThrottlingException',
          category: 'rate_limited',
          phase: 'stream',
          inBand: true,
          requestId: REQUEST_ID,
        },
      },
    ]);
  });

  it('shows a refusal that is named in a header', async () => {
    taps.enable();
    const call = client.send(new InvokeModelCommand({ modelId: 'wrong', body: '{}' }));
    await expect(call).rejects.toThrow('The provided request is malformed');
    expect(await taps.attempts()).toMatchObject([
      { httpStatus: 400, classification: { code: 'ValidationException', category: 'invalid_request', inBand: false } },
    ]);
  });

  it('shows what a guardrail withheld', async () => {
    taps.enable();
    await converse('guarded');
    expect(await taps.attempts()).toMatchObject([
      { classification: { category: 'content_filtered', phase: 'stream' } },
    ]);
  });

  it("shows the error of the model's maker inside a chunk", async () => {
    taps.enable();
    const { body } = await client.send(new InvokeModelWithResponseStreamCommand({ modelId: 'chunked', body: '{}' }));
    for await (const _chunk of body ?? []);
    expect(await taps.attempts()).toMatchObject([{ classification: { category: 'overloaded', phase: 'stream' } }]);
  });

  it('says nothing of healthy answers but that they were', async () => {
    taps.enable();
    await converse('healthy');
    await client.send(new ConverseCommand({ modelId: 'fine', messages }));
    const healthy = { start: expect.anything(), httpStatus: 200 };
    expect(await taps.attempts(2)).toEqual([healthy, healthy]);
  });

  it('gets the same with and without the tap', async () => {
    const without = await Promise.all(['failing', 'healthy', 'guarded'].map(converse));
    taps.enable();
    expect(await Promise.all(['failing', 'healthy', 'guarded'].map(converse))).toEqual(without);
    expect(await taps.attempts(3)).toHaveLength(3);
  });

  it('is not followed when the tap is out, nor to hosts that nobody wants', async () => {
    taps.enable();
    taps.disable();
    await converse('failing');
    const others = new RecordingTaps({});
    others.enable();
    await converse('failing');
    others.disable();
    expect([taps.begun, taps.seen, others.begun, others.seen]).toEqual([[], [], [], []]);
  });
});
