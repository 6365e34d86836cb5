import { createRequire } from 'node:module';
import type { OpenAI as OpenAIClient } from 'openai';
import { type Callers, drain } from './caller.ts';

// By require, because OpenTelemetry's openai instrumentation patches what is required after it started.
const { OpenAI } = createRequire(import.meta.url)('openai') as { OpenAI: typeof OpenAIClient };

const messages = [{ role: 'user' as const, content: 'hello' }];

function client(baseURL: string, apiKey: string, maxRetries = 0) {
  return new OpenAI({ baseURL, apiKey, maxRetries }).chat.completions;
}

async function plain(baseURL: string, apiKey: string, model: string, maxRetries?: number): Promise<void> {
  await client(baseURL, apiKey, maxRetries).create({ model, messages });
}

async function streamed(baseURL: string, apiKey: string, model: string): Promise<void> {
  const params = { model, messages, stream: true, stream_options: { include_usage: true } } as const;
  await drain(await client(baseURL, apiKey).create(params));
}

/** MiniMax and DashScope through their OpenAI-compatible doors. */
export const openaiCallers: Callers = {
  'minimax/openai-json': (url, key) => plain(`${url}/v1`, key, 'MiniMax-M2'),
  'minimax/openai-sse': (url, key) => streamed(`${url}/v1`, key, 'MiniMax-M2'),
  'dashscope/openai-json': (url, key) => plain(`${url}/compatible-mode/v1`, key, 'qwen-plus'),
  'dashscope/openai-sse': (url, key) => streamed(`${url}/compatible-mode/v1`, key, 'qwen-plus'),
};

/** A call that the client repeats until it succeeds. */
export function retried(url: string, key: string): Promise<void> {
  return plain(`${url}/v1`, key, 'MiniMax-M2', 2);
}
