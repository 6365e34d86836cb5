import { EventStreamReader } from '../../src/evidence/event-stream-reader.ts';

const minimax = { url: 'https://api.minimax.io/v1/text/chatcompletion_v2', status: 200 };
const dashscope = {
  url: 'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation',
  status: 200,
};
const coze = { url: 'https://api.coze.cn/v3/chat', status: 200 };

const healthy =
  'data: {"choices":[{"index":0,"delta":{"content":"hi"}}],"base_resp":{"status_code":0,"status_msg":""}}\n\n';
const failing = 'data: {"choices":null,"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}\n\n';

function read(response: object, chunks: readonly string[]) {
  const reader = new EventStreamReader(response);
  for (const chunk of chunks) reader.push(chunk);
  return { failure: reader.end(), reader };
}

describe('EventStreamReader', () => {
  it('finds the failure that ends a stream which has already delivered', () => {
    const { failure, reader } = read(minimax, [healthy, healthy, failing]);
    expect(failure).toMatchObject({
      provider: 'minimax',
      code: '1027',
      category: 'content_filtered',
      phase: 'stream',
      inBand: true,
    });
    expect(reader.events).toBe(3);
  });

  it('reads what a comment calls a failure, even when its code says success', () => {
    const said = ':HTTP_STATUS/500\ndata: {"code":"","message":"Service overloaded","request_id":"a-1"}\n\n';
    expect(read(dashscope, [said]).failure).toMatchObject({ provider: 'dashscope', requestId: 'a-1' });
  });

  it('gives the same whatever the boundaries of the chunks', () => {
    const text = `\uFEFF${healthy}${failing}`.replaceAll('\n', '\r\n');
    for (const size of [1, 2, 3, 7, 64]) {
      const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) as string[];
      expect(read(minimax, chunks).failure?.code).toBe('1027');
    }
  });

  it("reads DashScope's status comment, and an event that is not closed by an empty line", () => {
    const { failure } = read(dashscope, [
      'id:1\nevent:error\n:HTTP_STATUS/400\ndata:{"code":"Arrearage","message":"m","request_id":"r-1"}',
    ]);
    expect(failure).toMatchObject({
      code: 'Arrearage',
      category: 'billing',
      requestId: 'r-1',
      requestIdSource: 'body.request_id',
    });
  });

  it("reads Coze's failed chat and sees the stream's end behind it", () => {
    const { failure, reader } = read(coze, [
      'event:conversation.chat.created\ndata:{"id":"1","status":"created","last_error":{"code":0,"msg":""}}\n\n',
      'event:conversation.chat.failed\ndata:{"id":"1","status":"failed","last_error":{"code":4011,"msg":"余额不足"}}\n\n',
      'event:done\ndata:"[DONE]"\n\n',
    ]);
    expect(failure).toMatchObject({ provider: 'coze', code: '4011', category: 'billing' });
    expect(reader.sawEnd).toBe(true);
  });

  it('keeps silent about a healthy stream, also when the model talks about errors', () => {
    const prose = {
      choices: [
        { index: 0, delta: { content: 'The answer was {"error":{"code":"Arrearage"}} (1008), "base_resp" failed' } },
      ],
    };
    const { failure, reader } = read(minimax, [healthy, `data: ${JSON.stringify(prose)}\n\n`, 'data: [DONE]\n\n']);
    expect(failure).toBeUndefined();
    expect(reader.sawEnd).toBe(true);
  });

  it('reads a bare line of JSON behind the events', () => {
    const { failure } = read(
      { url: 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent', status: 200 },
      [
        'data: {"candidates":[{"content":{"parts":[{"text":"hi"}]}}]}\n\n',
        '{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}\n',
      ],
    );
    expect(failure).toMatchObject({ provider: 'gcp.gemini', category: 'overloaded', inBand: true });
  });

  it('does not take a finish reason of "null" for the end', () => {
    const chunk =
      'data:{"output":{"choices":[{"message":{"content":"hi"},"finish_reason":"null"}]},"request_id":"r"}\n\n';
    expect(read(dashscope, [chunk]).reader.sawEnd).toBe(false);
    expect(read(dashscope, [chunk.replace('"null"', '"stop"')]).reader.sawEnd).toBe(true);
  });

  it('is bounded: an event of endless lines is given up, and the next one is read', () => {
    const reader = new EventStreamReader(minimax);
    const lines = 'data: x\n'.repeat(1000);
    for (let i = 0; i < 1000; i++) reader.push(lines);
    reader.push(`\n${failing}`);
    expect(reader.end()?.code).toBe('1027');
  });

  it('is bounded: a line without end is cut, and the next event is read', () => {
    const reader = new EventStreamReader(minimax);
    reader.push('data: ');
    for (let i = 0; i < 64; i++) reader.push('x'.repeat(65_536));
    reader.push(`\n\n${failing}`);
    expect(reader.end()?.code).toBe('1027');
  });
});
