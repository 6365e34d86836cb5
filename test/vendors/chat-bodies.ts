import { dataEvent, namedEvent } from './vendor.ts';

/** What every vendor here answers when nothing fails. */
export const WORDS = ['你好', ', ', 'world', '!'] as const;

const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };

/** A chat completion in OpenAI's shape. */
export function chatCompletion(id: string, model: unknown): Record<string, unknown> {
  return {
    id,
    object: 'chat.completion',
    created: 1_760_000_000,
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: WORDS.join('') } }],
    usage,
  };
}

/** The chunks of a streamed chat completion in OpenAI's shape, before the last one. */
export function chatChunks(id: string, model: unknown, words: readonly string[] = WORDS): string[] {
  return words.map((content) =>
    dataEvent({
      id,
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model,
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
    }),
  );
}

/** The chunks that end a streamed chat completion well: finish reason, usage, `[DONE]`. */
export function chatChunksEnd(id: string, model: unknown): string[] {
  const chunk = { id, object: 'chat.completion.chunk', created: 1_760_000_000, model };
  return [
    dataEvent({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    dataEvent({ ...chunk, choices: [], usage }),
    dataEvent('[DONE]'),
  ];
}

/** A message in Anthropic's shape. */
export function anthropicMessage(id: string, model: unknown): Record<string, unknown> {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: WORDS.join('') }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 4 },
  };
}

/** The first events of a streamed message in Anthropic's shape. */
export function anthropicEvents(id: string, model: unknown, words: readonly string[] = WORDS): string[] {
  const start = { ...anthropicMessage(id, model), content: [], stop_reason: null };
  return [
    namedEvent('message_start', { type: 'message_start', message: start }),
    namedEvent('content_block_start', {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: '' },
    }),
    ...words.map((text) =>
      namedEvent('content_block_delta', {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      }),
    ),
  ];
}

/** The events that end a streamed message in Anthropic's shape well. */
export function anthropicEventsEnd(): string[] {
  return [
    namedEvent('content_block_stop', { type: 'content_block_stop', index: 0 }),
    namedEvent('message_delta', {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 4 },
    }),
    namedEvent('message_stop', { type: 'message_stop' }),
  ];
}
