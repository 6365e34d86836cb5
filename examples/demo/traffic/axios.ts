import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { type Callers, POLL } from './caller.ts';

const client = (baseURL: string, key: string) =>
  axios.create({ baseURL, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });

const post = (path: string, body: object) => async (url: string, key: string) => {
  await client(url, key).post(path, body);
};

async function imageTask(url: string, key: string): Promise<void> {
  const http = client(url, key);
  const body = { model: 'wanx2.1-t2i-turbo', input: { prompt: 'a cat' } };
  const headers = { 'X-DashScope-Async': 'enable' };
  const created = await http.post('/api/v1/services/aigc/text2image/image-synthesis', body, { headers });
  for (let polls = 0; polls < 20; polls++) {
    const { data } = await http.get(`/api/v1/tasks/${created.data.output.task_id}`);
    if (!['PENDING', 'RUNNING'].includes(data.output.task_status)) return;
    await sleep(POLL);
  }
}

/** The native JSON doors, over node:http. */
export const axiosCallers: Callers = {
  'minimax/native-json': post('/v1/text/chatcompletion_v2', { model: 'MiniMax-M2', messages: [] }),
  'minimax/speech': post('/v1/t2a_v2', { model: 'speech-2.6-hd', text: 'hello' }),
  'minimax/voice-clone': post('/v1/voice_clone', { file_id: 1, voice_id: 'v-1' }),
  'dashscope/native-json': post('/api/v1/services/aigc/text-generation/generation', { model: 'qwen-plus', input: {} }),
  'dashscope/task-create': imageTask,
  'dashscope/task-poll': imageTask,
};
