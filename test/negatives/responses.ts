import type { ResponseEvidence } from '../../src/evidence/from-response.ts';

const openai = { url: 'https://api.openai.com/v1/example', status: 200 };

/** Answers that are no failure, although a careless reader would take them for one. */
export const RESPONSES: Readonly<Record<string, ResponseEvidence>> = {
  'a moderation that flags its input': {
    ...openai,
    body: {
      id: 'modr-1',
      results: [{ flagged: true, categories: { violence: true }, category_scores: { violence: 0.9 } }],
    },
  },
  'content filters of Azure that found nothing': {
    url: 'https://demo.openai.azure.com/openai/deployments/d/chat/completions',
    status: 200,
    body: {
      choices: [
        {
          content_filter_results: { hate: { filtered: false, severity: 'safe' } },
          finish_reason: 'stop',
          message: { content: 'x' },
        },
      ],
      prompt_filter_results: [{ content_filter_results: { hate: { filtered: false, severity: 'safe' } } }],
    },
  },
  'a list that holds somebody else\u2019s failed job': {
    ...openai,
    body: { object: 'list', data: [{ id: 'ftjob-1', status: 'failed', error: { code: 'invalid_training_file' } }] },
  },
  'a batch of which nothing failed': {
    ...openai,
    body: { object: 'batch', status: 'completed', errors: null, error_file_id: null, request_counts: { failed: 0 } },
  },
  'a response that ran out of tokens': {
    ...openai,
    body: {
      object: 'response',
      status: 'incomplete',
      error: null,
      incomplete_details: { reason: 'max_output_tokens' },
    },
  },
  'a response that still runs': { ...openai, body: { object: 'response', status: 'in_progress', error: null } },
  'a run step that used a failing tool': {
    ...openai,
    body: { object: 'thread.message', content: [{ type: 'text', text: { value: '{"error":"insufficient_quota"}' } }] },
  },
  'a refusal in prose beside the content': {
    ...openai,
    body: { choices: [{ finish_reason: 'stop', message: { content: null, refusal: 'I cannot help with that.' } }] },
  },
  'a list of models with telling names': {
    ...openai,
    body: {
      object: 'list',
      data: [
        { id: 'error-detector-429', object: 'model' },
        { id: 'content_filter', object: 'model' },
      ],
    },
  },
  'a result of a tool that failed, over JSON-RPC': {
    status: 200,
    body: { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'Error: rate limit' }], isError: false } },
  },
  'no error, no errors': { status: 200, body: { error: null, errors: [], warnings: [], data: {} } },
  'error false': { status: 200, body: { error: false, message: 'done', data: [] } },
  'an empty error text': { status: 200, body: { error: '', error_code: '', error_msg: '', data: [] } },
  'code 0': { status: 200, body: { code: 0, msg: 'success', data: { balance: '0.00' } } },
  'code 200': { status: 200, body: { code: 200, message: 'ok' } },
  'code "200"': { status: 200, body: { code: '200', message: 'OK' } },
  'code "success"': { status: 200, body: { code: 'success', message: 'created' } },
  'an empty code': { status: 200, body: { code: '', message: '' } },
  'a created object': { ...openai, status: 201, body: { id: 'vs_1', object: 'vector_store', status: 'in_progress' } },
  'an accepted task': {
    url: 'https://dashscope.aliyuncs.com/api/v1/tasks/1',
    status: 200,
    body: { request_id: 'r-1', output: { task_id: '1', task_status: 'PENDING', task_metrics: { FAILED: 0 } } },
  },
  'a running video of MiniMax': {
    url: 'https://api.minimax.io/v1/query/video_generation',
    status: 200,
    body: { task_id: '1', status: 'Processing', file_id: '', base_resp: { status_code: 0, status_msg: 'success' } },
  },
  'a chat of Coze that has not ended': {
    url: 'https://api.coze.cn/v3/chat/retrieve',
    status: 200,
    body: { code: 0, msg: '', data: { status: 'in_progress', last_error: { code: 0, msg: '' } } },
  },
  'a chat of Coze that waits for a tool': {
    url: 'https://api.coze.cn/v3/chat/retrieve',
    status: 200,
    body: { code: 0, msg: '', data: { status: 'requires_action', last_error: null } },
  },
  'a Volcengine answer with metadata': {
    status: 200,
    body: { ResponseMetadata: { RequestId: 'r-1', Action: 'GetApiKey' }, Result: { ExpiredTime: 0 } },
  },
  'a Tencent answer without an error': {
    status: 200,
    body: { Response: { RequestId: 'r-1', Error: null, Choices: [] } },
  },
  'a Gemini answer cut at its limit': {
    url: 'https://generativelanguage.googleapis.com/v1beta/models/demo:generateContent',
    status: 200,
    body: {
      promptFeedback: { safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' }] },
      candidates: [{ content: { parts: [{ text: 'SAFETY first' }] }, finishReason: 'MAX_TOKENS' }],
    },
  },
  'a Bedrock answer that stopped at its limit': {
    url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/demo/converse',
    status: 200,
    body: { output: { message: { content: [{ text: 'ThrottlingException' }] } }, stopReason: 'max_tokens' },
  },
  'a message of Anthropic that pauses': {
    url: 'https://api.anthropic.com/v1/messages',
    status: 200,
    body: { type: 'message', content: [], stop_reason: 'pause_turn', usage: { input_tokens: 0, output_tokens: 0 } },
  },
  'a tool result of Anthropic that is an error': {
    url: 'https://api.anthropic.com/v1/messages',
    status: 200,
    body: {
      type: 'message',
      stop_reason: 'end_turn',
      content: [
        {
          type: 'web_search_tool_result',
          content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
        },
      ],
    },
  },
  'usage that is all zero': { ...openai, body: { choices: [], usage: { prompt_tokens: 0, total_tokens: 0 }, code: 0 } },
  'no body': { ...openai, status: 204, body: '' },
  'a redirect': { ...openai, status: 302, body: '' },
  'nothing new': { ...openai, status: 304, body: '' },
  'JSON that is a bare text': { ...openai, body: '"insufficient balance"' },
  'JSON that is a bare number': { ...openai, body: '1008' },
  'a list of texts': { ...openai, body: '["rate limit","overloaded"]' },
  'an audio file': {
    ...openai,
    headers: { 'content-type': 'audio/mpeg' },
    body: 'ID3\u0004 error 1008 insufficient balance',
  },
  'a page': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html><title>429 Too Many Requests explained</title></html>',
  },
  'a stream of comments alone': { ...openai, body: ': keep-alive\n\n: keep-alive\n\n', stream: true },
  'a stream that ends at once': { ...openai, body: 'data: [DONE]\n\n', stream: true },
  'a stream of JSON lines': {
    status: 200,
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"response":"insufficient balance","done":false}\n{"response":"","done":true}\n',
  },
  'a stream with a text named error': {
    ...openai,
    body: 'event: message\ndata: {"choices":[{"delta":{"content":"error","reasoning_content":"overloaded"}}]}\n\n',
    stream: true,
  },
};
