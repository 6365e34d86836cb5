import { setTimeout as sleep } from 'node:timers/promises';
import { type Callers, POLL } from './caller.ts';

function send(url: string, key: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
  return fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function videoTask(url: string, key: string): Promise<void> {
  const body = { model: 'MiniMax-Hailuo-2.3', prompt: 'a cat' };
  const created = await send(`${url}/v2/video_generation`, key, body);
  if (!created.ok) {
    await created.text();
    return;
  }
  const { task } = (await created.json()) as { task: { id: string } };
  for (let polls = 0; polls < 20; polls++) {
    const polled = await send(`${url}/v2/query/video_generation/${task.id}`, key);
    const { status } = ((await polled.json()) as { task: { status: string } }).task;
    if (!['queued', 'running'].includes(status)) return;
    await sleep(POLL);
  }
}

/** The native streams, and tasks that are polled, over fetch. */
export const fetchCallers: Callers = {
  'minimax/native-sse': async (url, key) => {
    const body = { model: 'MiniMax-M2', stream: true, messages: [] };
    await (await send(`${url}/v1/text/chatcompletion_v2`, key, body)).text();
  },
  'minimax/video-create': videoTask,
  'minimax/video-poll': videoTask,
  'dashscope/native-sse': async (url, key) => {
    const body = { model: 'qwen-plus', input: {} };
    const path = '/api/v1/services/aigc/text-generation/generation';
    await (await send(url + path, key, body, { 'X-DashScope-SSE': 'enable' })).text();
  },
};
