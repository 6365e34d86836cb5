/** One answer as the tap hands it on. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  /** What is to be found in it. */
  readonly code?: string;
}

const HEADERS = [
  ['date', 'Sun, 22 Nov 2026 10:00:00 GMT'],
  ['content-type', 'application/json; charset=utf-8'],
  ['connection', 'keep-alive'],
  ['vary', 'Origin'],
  ['server', 'nginx'],
].flat();

/** Failed answers whose code a catalog knows. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  MiniMax: {
    url: 'https://api.minimax.io/v1/text/chatcompletion_v2',
    status: 200,
    headers: [...HEADERS, 'trace-id', '04b8a0d1c2e3f40516273849a0b1c2d3'],
    body: JSON.stringify({
      id: '04b8a0d1c2e3f40516273849a0b1c2d3',
      choices: null,
      created: 1_795_341_600,
      model: 'MiniMax-M2',
      object: 'chat.completion',
      usage: { total_tokens: 0, total_characters: 0, prompt_tokens: 0, completion_tokens: 0 },
      input_sensitive: false,
      output_sensitive: false,
      base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
    }),
    code: '1008',
  },
  OpenAI: {
    url: 'https://api.openai.com/v1/chat/completions',
    status: 429,
    headers: [...HEADERS, 'x-request-id', 'req_7f3a5c1e9b2d4f60'],
    body: JSON.stringify({
      error: {
        message:
          'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    }),
    code: 'insufficient_quota',
  },
  Coze: {
    url: 'https://api.coze.com/v3/chat',
    status: 200,
    headers: [...HEADERS, 'x-tt-logid', '20261122100000C37E040702BD2ACD9F33'],
    body: JSON.stringify({
      code: 4011,
      msg: 'Coze credits balance has been used up.',
      detail: { logid: '20261122100000C37E040702BD2ACD9F33' },
    }),
    code: '4011',
  },
  DashScope: {
    url: 'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation',
    status: 400,
    headers: [...HEADERS, 'x-request-id', '9488ab51-9a3f-4213-84f1-934181ef0087'],
    body: JSON.stringify({
      code: 'Arrearage',
      message: 'Access denied, please make sure your account is in good standing.',
      request_id: '9488ab51-9a3f-4213-84f1-934181ef0087',
    }),
    code: 'Arrearage',
  },
};

/** A failure that no rule names. */
export const UNKNOWN: Answer = {
  url: 'https://api.minimax.io/v1/text/chatcompletion_v2',
  status: 200,
  headers: HEADERS,
  body: JSON.stringify({
    base_resp: {
      status_code: 987654,
      status_msg: 'The gadget of the seventh kind has left the building for today, sadly',
    },
  }),
};

const BRACES = '{"'.repeat(32_768);

/** Failed answers of 64 KB that were made to be slow to read. */
export const HOSTILE: Readonly<Record<string, Answer>> = {
  'hostile braces': { url: UNKNOWN.url, status: 500, headers: HEADERS, body: BRACES },
  'hostile message': {
    url: UNKNOWN.url,
    status: 500,
    headers: HEADERS,
    body: JSON.stringify({ error: { message: `${'insufficient request id: '.repeat(2720)}!` } }),
  },
};

const COMPLETION = {
  id: 'chatcmpl-0a1b2c3d4e5f',
  object: 'chat.completion',
  created: 1_795_341_600,
  model: 'MiniMax-M2',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content:
          'Rivers carve valleys over thousands of years, carrying stones and sand from the hills to the sea. The water is quick where the ground is steep, and slow on the plain, where it drops what it carried. That is why the fields beside an old river are so good: every spring the flood leaves a thin layer of new earth behind. People have lived beside rivers for as long as there are people, and their towns stand where a ford or a bridge lets a road cross. If you look at a map you can read it like a book: names that end in ford, mouth or bridge tell what was there first, long before the streets.',
      },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 21, completion_tokens: 133, total_tokens: 154 },
};

/** Successes of 1 KB. */
export const HEALTHY: Readonly<Record<string, Answer>> = {
  'healthy MiniMax': {
    url: 'https://api.minimax.io/v1/text/chatcompletion_v2',
    status: 200,
    headers: HEADERS,
    body: JSON.stringify({ ...COMPLETION, base_resp: { status_code: 0, status_msg: '' } }),
  },
  'healthy OpenAI': {
    url: 'https://api.openai.com/v1/chat/completions',
    status: 200,
    headers: HEADERS,
    body: JSON.stringify({ ...COMPLETION, model: 'gpt-6-mini' }),
  },
};
