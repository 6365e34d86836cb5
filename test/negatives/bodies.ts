/** Healthy answers in each form that providers send, with a text of the caller's choice as what the model said. */
export const BODIES: Readonly<Record<string, (text: string) => unknown>> = {
  'OpenAI chat': (text) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    error: null,
  }),
  'OpenAI chat that was cut': (text) => ({
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'length' }],
    errors: [],
  }),
  'OpenAI chat that calls a tool': (text) => ({
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'explain_error', arguments: text } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    code: 0,
    message: '',
  }),
  'OpenAI response': (text) => ({
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    error: null,
    incomplete_details: null,
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] }],
  }),
  'Anthropic message': (text) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 0, output_tokens: 0 },
  }),
  'Gemini answer': (text) => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', safetyRatings: [] }],
    usageMetadata: { promptTokenCount: 0, totalTokenCount: 0 },
  }),
  'Bedrock Converse answer': (text) => ({
    output: { message: { role: 'assistant', content: [{ text }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 0, outputTokens: 0 },
  }),
  'DashScope answer': (text) => ({
    status_code: 200,
    request_id: 'r-1',
    code: '',
    message: '',
    output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: text } }] },
    usage: { total_tokens: 0 },
  }),
  'MiniMax answer': (text) => ({
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: text } }],
    input_sensitive: false,
    output_sensitive: false,
    base_resp: { status_code: 0, status_msg: '' },
  }),
  'Coze answer': (text) => ({
    code: 0,
    msg: '',
    data: { id: '1', status: 'completed', last_error: { code: 0, msg: '' }, content: text },
    detail: { logid: '20261122000000000001' },
  }),
  'Tencent answer': (text) => ({
    Response: { RequestId: 'r-1', Choices: [{ FinishReason: 'stop', Message: { Role: 'assistant', Content: text } }] },
  }),
  'Qianfan answer': (text) => ({ id: 'as-1', result: text, is_truncated: false, need_clear_history: false }),
  'Cohere answer': (text) => ({
    id: 'c-1',
    message: { role: 'assistant', content: [{ type: 'text', text }] },
    finish_reason: 'COMPLETE',
  }),
  'Ollama answer': (text) => ({
    model: 'demo',
    message: { role: 'assistant', content: text },
    done: true,
    done_reason: 'stop',
  }),
  embeddings: () => ({
    object: 'list',
    data: [{ index: 0, embedding: [0, 429, 1008] }],
    code: '200',
    message: 'success',
  }),
};

/** A body as events of a stream, in the forms that clients meet; keep-alive comments stand between them. */
export const STREAMS: Readonly<Record<string, (text: string) => string>> = {
  'OpenAI chunks': (text) =>
    [
      ': OPENROUTER PROCESSING',
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }], error: null })}`,
      ': keep-alive',
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: { total_tokens: 0 } })}`,
      'data: [DONE]',
      '',
    ].join('\n\n'),
  'OpenAI response events': (text) =>
    [
      `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', delta: text })}`,
      `event: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response: { status: 'completed', error: null } })}`,
      '',
    ].join('\n\n'),
  'Anthropic events': (text) =>
    [
      'event: ping\ndata: {"type":"ping"}',
      `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}`,
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":0}}',
      'event: message_stop\ndata: {"type":"message_stop"}',
      '',
    ].join('\n\n'),
  'DashScope events': (text) =>
    [
      `id:1\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify({ output: { choices: [{ message: { content: text }, finish_reason: 'null' }] }, request_id: 'r-1' })}`,
      `id:2\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify({ output: { choices: [{ message: { content: '' }, finish_reason: 'stop' }] }, request_id: 'r-1' })}`,
      '',
    ].join('\n\n'),
  'Coze events': (text) =>
    [
      'event:conversation.chat.created\ndata:{"id":"1","status":"created","last_error":{"code":0,"msg":""}}',
      `event:conversation.message.delta\ndata:${JSON.stringify({ id: '2', role: 'assistant', type: 'answer', content: text })}`,
      'event:conversation.chat.completed\ndata:{"id":"1","status":"completed","last_error":null}',
      'event:done\ndata:"[DONE]"',
      '',
    ].join('\n\n'),
  'Gemini chunks': (text) =>
    [
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, index: 0 }] })}`,
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }] })}`,
      '',
    ].join('\n\n'),
};
