import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { keyFor, OK_KEY } from './scenario.ts';
import { seedRows, type VendorName } from './seed-rows.ts';
import { createVendorServer, type VendorServer, vendors } from './vendor-server.ts';

const open: VendorServer[] = [];
async function play(vendor: VendorName, compress?: boolean): Promise<VendorServer> {
  const server = await createVendorServer({ vendor, ...(compress === undefined ? {} : { compress }) });
  open.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

function post(url: string, key: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  });
}

describe('the vendors on loopback', () => {
  it('hold the 86 rows of the public tables, each once', () => {
    expect(seedRows).toHaveLength(86);
    expect(new Set(seedRows.map((row) => row.id)).size).toBe(86);
  });

  it('can show every row on at least one surface', () => {
    const shown = Object.values(vendors).flatMap((vendor) => vendor.surfaces.flatMap((surface) => surface.rows));
    expect(seedRows.filter((row) => !shown.includes(row)).map((row) => row.id)).toEqual([]);
  });

  it('answer MiniMax failures natively with HTTP 200 and base_resp', async () => {
    const server = await play('minimax');
    const key = keyFor({ surface: 'native-json', row: 'minimax/1008' });
    const response = await post(`${server.url}/v1/text/chatcompletion_v2`, key);
    expect(response.status).toBe(200);
    expect(response.headers.get('trace-id')).toBe(server.served[0]?.requestId);
    expect(await response.json()).toMatchObject({ base_resp: { status_code: 1008, status_msg: '余额不足' } });
    expect(server.served[0]?.row?.category).toBe('billing');
  });

  it('put the code of MiniMax at the end of the message on both compatible surfaces', async () => {
    const server = await play('minimax');
    const openai = new OpenAI({
      baseURL: `${server.url}/v1`,
      apiKey: keyFor({ surface: 'openai-json', row: 'minimax/1008' }),
      maxRetries: 0,
    });
    await expect(openai.chat.completions.create({ model: 'M2', messages: [] })).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/\(1008\)$/),
    });
    const anthropic = new Anthropic({
      baseURL: `${server.url}/anthropic`,
      apiKey: keyFor({ surface: 'anthropic-json', row: 'minimax/1008' }),
      maxRetries: 0,
    });
    const params = { model: 'M2', max_tokens: 9, messages: [{ role: 'user' as const, content: 'hi' }] };
    await expect(anthropic.messages.create(params)).rejects.toMatchObject({ status: 500 });
  });

  it('write the HTTP status of a DashScope stream as a comment under HTTP 200', async () => {
    const server = await play('dashscope');
    const key = keyFor({ surface: 'native-sse', row: 'dashscope/Arrearage' });
    const path = '/api/v1/services/aigc/text-generation/generation';
    const response = await post(server.url + path, key, {}, { 'x-dashscope-sse': 'enable' });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('event:error\n:HTTP_STATUS/400\ndata:{"code":"Arrearage"');
  });

  it.each(['gzip', 'br', 'deflate'])('compress JSON with %s when asked to', async (encoding) => {
    const server = await play('dashscope');
    const url = `${server.url}/compatible-mode/v1/chat/completions`;
    const response = await post(url, OK_KEY, { model: 'qwen' }, { 'accept-encoding': encoding });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(await response.json()).toMatchObject({ object: 'chat.completion' });
  });

  it('let a task run before it fails, and count only its failures', async () => {
    const server = await play('dashscope');
    const key = keyFor({ surface: 'task-poll', row: 'dashscope/InternalError.Timeout' });
    const states: unknown[] = [];
    for (let poll = 0; poll < 3; poll++) {
      const response = await fetch(`${server.url}/api/v1/tasks/t1`, { headers: { authorization: `Bearer ${key}` } });
      const { output } = (await response.json()) as { output: { task_status: string } };
      states.push(output.task_status);
    }
    expect(states).toEqual(['RUNNING', 'FAILED', 'FAILED']);
    expect(server.served.filter((answer) => answer.row)).toHaveLength(2);
  });

  it('fail a chat of Coze only where the scenario says so', async () => {
    const server = await play('coze');
    const key = keyFor({ surface: 'chat-retrieve', row: 'coze/4011' });
    expect(await (await post(`${server.url}/v3/chat`, key)).json()).toMatchObject({ code: 0 });
    const polled = await post(`${server.url}/v3/chat/retrieve?chat_id=1`, key);
    expect(await polled.json()).toMatchObject({ code: 0, data: { status: 'failed', last_error: { code: 4011 } } });
  });

  it('succeed after the number of failures that the scenario gives', async () => {
    const server = await play('minimax');
    const key = keyFor({ surface: 'openai-json', row: 'minimax/1002', times: 2 });
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key, maxRetries: 2 });
    await client.chat.completions.create({ model: 'M2', messages: [] });
    expect(server.served.map((answer) => answer.httpStatus)).toEqual([429, 429, 200]);
  });
});
