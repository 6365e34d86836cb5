import { AwsEventStreamReader } from '../../src/evidence/aws-event-stream-reader.ts';
import { awsEvent, awsException, awsFrame } from '../transports/aws-frames.ts';

function read(bytes: Buffer, size = bytes.length): AwsEventStreamReader {
  const reader = new AwsEventStreamReader({ provider: 'aws.bedrock', status: 200 });
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    reader.push(piece);
    piece.fill(0);
  }
  return reader;
}

const HEALTHY = Buffer.concat([
  awsEvent('messageStart', { role: 'assistant' }),
  awsEvent('contentBlockDelta', { delta: { text: '你好 {"__type":"ThrottlingException"}' } }),
  awsEvent('contentBlockDelta', { delta: { text: 'x'.repeat(200_000) } }),
]);

it.each([1, 5, 97, 70_000, 1_000_000])('finds an exception in a stream that comes in pieces of %i bytes', (size) => {
  const reader = read(Buffer.concat([HEALTHY, awsException('throttlingException', { message: 'Too many' })]), size);
  expect(reader.failure).toMatchObject({ code: 'ThrottlingException', category: 'rate_limited', phase: 'stream' });
});

it('finds an error without a payload, which the headers tell', () => {
  const headers = { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'It broke' };
  expect(read(awsFrame(headers, {})).failure).toMatchObject({ code: 'InternalFailure', message: 'It broke' });
});

it("leaves an agent's words alone, which come in chunks as a model's answers do", () => {
  const said = { bytes: Buffer.from('{"error":{"message":"what the agent said"}}').toString('base64') };
  const at = (path: string) => {
    const url = `https://bedrock.us-east-1.amazonaws.com${path}`;
    const reader = new AwsEventStreamReader({ url, provider: 'aws.bedrock', status: 200 });
    reader.push(awsEvent('chunk', said));
    return reader.failure;
  };
  expect(at('/agents/A/agentAliases/B/sessions/C/text')).toBeUndefined();
  expect(at('/model/m/invoke-with-response-stream')).toBeDefined();
});

it('finds nothing in a healthy stream, and sees its end', () => {
  const reader = read(HEALTHY, 1000);
  expect([reader.failure, reader.sawEnd]).toEqual([undefined, false]);
  reader.push(awsEvent('messageStop', { stopReason: 'end_turn' }));
  expect([reader.failure, reader.sawEnd]).toEqual([undefined, true]);
});

it.each([
  Buffer.from('{"message":"this is JSON under the wrong type, and long enough"}'),
  Buffer.alloc(64),
  Buffer.alloc(64, 255),
  Buffer.from('0000001c00000008000000000301610500000000000000000000000000', 'hex'),
])('survives what is no such stream', (bytes) => {
  expect(read(Buffer.concat([bytes, bytes]), 3).failure).toBeUndefined();
});
