/** One failure that tracing of LLM calls is known to miss or misname, as a provider sends it. */
export interface BlindSpot {
  readonly name: string;
  /** Whose address the request goes to. */
  readonly provider: 'openai' | 'minimax' | 'dashscope' | 'coze';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole body, or the chunks of a stream. */
  readonly body: string | readonly string[];
  /** The connection breaks after the last chunk. */
  readonly cut?: boolean;
  readonly expect: { readonly category: string; readonly code?: string };
}

const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const error = (error: object) => JSON.stringify({ error });

/** Ten failures; most tracing of Node.js LLM clients sees five of them. */
export const blindSpots: readonly BlindSpot[] = [
  {
    name: 'no money left at OpenAI',
    provider: 'openai',
    status: 429,
    body: error({
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    }),
    expect: { category: 'billing', code: 'insufficient_quota' },
  },
  {
    name: 'too many tokens a minute at OpenAI',
    provider: 'openai',
    status: 429,
    body: error({
      message: 'Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.',
      type: 'tokens',
      param: null,
      code: 'rate_limit_exceeded',
    }),
    expect: { category: 'rate_limited', code: 'rate_limit_exceeded' },
  },
  {
    name: 'a wrong key, echoed in the message',
    provider: 'openai',
    status: 401,
    body: error({
      message: 'Incorrect API key provided: sk-proj-Xy12345678901234567890abcdef.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    }),
    expect: { category: 'authentication', code: 'invalid_api_key' },
  },
  {
    name: 'HTTP 200 with base_resp 1008',
    provider: 'minimax',
    status: 200,
    headers: { 'Trace-Id': '0123456789abcdef0123456789abcdef' },
    body: JSON.stringify({ choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
    expect: { category: 'billing', code: '1008' },
  },
  {
    name: 'HTTP 500 with (1008) in the message',
    provider: 'minimax',
    status: 500,
    body: JSON.stringify({
      type: 'error',
      error: { type: 'api_error', message: 'insufficient balance (1008)', http_code: '500' },
      request_id: 'fedcba9876543210fedcba9876543210',
    }),
    expect: { category: 'billing', code: '1008' },
  },
  {
    name: 'arrears at DashScope behind HTTP 400',
    provider: 'dashscope',
    status: 400,
    headers: { 'x-request-id': '5c7b1c66-1111-9999-8888-0123456789ab' },
    body: JSON.stringify({
      error: {
        code: 'Arrearage',
        message: 'Access denied, please make sure your account is in good standing.',
        type: 'Arrearage',
        param: null,
      },
      request_id: '5c7b1c66-1111-9999-8888-0123456789ab',
    }),
    expect: { category: 'billing', code: 'Arrearage' },
  },
  {
    name: 'HTTP 200 with code 4011',
    provider: 'coze',
    status: 200,
    headers: { 'X-Tt-Logid': '202603011200000123456789ABCDEF0123' },
    body: JSON.stringify({ code: 4011, msg: '当前账户的 Coze Token 余额不足', detail: { logid: '1' } }),
    expect: { category: 'billing', code: '4011' },
  },
  {
    name: 'an error in a stream that had begun',
    provider: 'openai',
    status: 200,
    body: [
      chunk('Hello'),
      `data: ${error({ message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: null })}\n\n`,
    ],
    expect: { category: 'server_error' },
  },
  {
    name: 'base_resp 1027 in a stream that had begun',
    provider: 'minimax',
    status: 200,
    headers: { 'Trace-Id': 'aaaabbbbccccddddaaaabbbbccccdddd' },
    body: [
      chunk('Hello'),
      `data: ${JSON.stringify({ id: 'c-1', choices: [], base_resp: { status_code: 1027, status_msg: 'output new_sensitive' } })}\n\n`,
      'data: [DONE]\n\n',
    ],
    expect: { category: 'content_filtered', code: '1027' },
  },
  {
    name: 'a connection cut in the middle of a stream',
    provider: 'openai',
    status: 200,
    body: [chunk('Hello'), chunk(' there')],
    cut: true,
    expect: { category: 'network' },
  },
];
