import { Anthropic } from '@anthropic-ai/sdk';
import { type Callers, drain } from './caller.ts';

const params = { model: 'MiniMax-M2', max_tokens: 64, messages: [{ role: 'user' as const, content: 'hello' }] };

const client = (baseURL: string, apiKey: string) => new Anthropic({ baseURL, apiKey, maxRetries: 0 }).messages;

/** MiniMax and DashScope through their Anthropic-compatible doors. */
export const anthropicCallers: Callers = {
  'minimax/anthropic-json': async (url, key) => {
    await client(`${url}/anthropic`, key).create(params);
  },
  'minimax/anthropic-sse': async (url, key) => {
    await drain(await client(`${url}/anthropic`, key).create({ ...params, stream: true }));
  },
  'dashscope/anthropic-json': async (url, key) => {
    await client(`${url}/apps/anthropic`, key).create({ ...params, model: 'qwen-plus' });
  },
};
