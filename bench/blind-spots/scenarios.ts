import { gzipSync } from 'node:zlib';
import { blindSpots } from '../../test/blind-spots/scenarios.ts';
import { chatCompletion } from '../../test/vendors/chat-bodies.ts';

/** How a program makes the call: a client of OpenAI's API whole, streamed or aborted, or something below such a client. */
export type Call = 'chat' | 'stream' | 'abort' | 'axios' | 'poll' | 'websocket' | 'http2';

/** One answer of a server. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole body, or the parts of a stream. */
  readonly body: string | Buffer | readonly (string | Buffer)[];
  /** How it ends after the last part; by default well. */
  readonly end?: 'cut' | 'never';
}

/** One call, what the provider answers, and how a right account of it can be told. */
export interface Scenario {
  readonly name: string;
  readonly call: Call;
  readonly provider: 'openai' | 'minimax' | 'dashscope' | 'coze';
  /** One for each request in turn, the last one for all that follow; of a WebSocket the messages. */
  readonly answers: readonly Answer[];
  /** Whether the call fails. */
  readonly failure: boolean;
  /** Values of fields that name the cause, category or code: one of them will do. */
  readonly values: readonly string[];
  /** Prose that tells the cause. */
  readonly words: RegExp;
}

/** The key of every call; providers echo it in a message. */
export const KEY = 'sk-proj-Xy12345678901234567890abcdef';

const JSON_TYPE = { 'content-type': 'application/json' };
const SSE_TYPE = { 'content-type': 'text/event-stream' };
const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const json = (status: number, body: object, headers = {}): Answer => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify(body),
});

const SERVER_ERROR = { values: ['server_error', 'InternalServerError'], words: /server had an error/ };
const NO_MONEY = { values: ['billing', 'insufficient_quota'], words: /exceeded your current quota/ };
const ARREARS = { values: ['billing', 'Arrearage'], words: /good standing|Arrearage/ };

/** How the causes of the first ten can be told, in their order. */
const TOLD: readonly Pick<Scenario, 'values' | 'words'>[] = [
  NO_MONEY,
  { values: ['rate_limited', 'rate_limit_exceeded', 'RateLimitError', '429'], words: /Rate limit reached/ },
  { values: ['authentication', 'invalid_api_key', 'AuthenticationError', '401'], words: /Incorrect API key/ },
  { values: ['billing', '1008'], words: /\b1008\b|insufficient balance/ },
  { values: ['billing', '1008'], words: /\b1008\b|insufficient balance/ },
  ARREARS,
  { values: ['billing', '4011'], words: /\b4011\b|余额不足/ },
  SERVER_ERROR,
  { values: ['content_filtered', '1027'], words: /\b1027\b|new_sensitive/ },
  {
    values: ['network', 'UND_ERR_SOCKET', 'ECONNRESET', 'SocketError', 'APIConnectionError'],
    words: /terminated|other side closed|socket hang up|aborted/,
  },
];

const TASK = { task_id: '0c1f3a52-6f5b-4d0a-9f59-1d3c1c5d8f21' };
const LIMITED = json(
  429,
  { error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
  { 'retry-after-ms': '5' },
);
const HTML = `<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

/** Twenty calls: ten failures of an LLM client, and ten more where clients, transports and answers are less usual. */
export const scenarios: readonly Scenario[] = [
  ...blindSpots.map((spot, index): Scenario => {
    const streamed = typeof spot.body !== 'string';
    return {
      name: spot.name,
      call: streamed ? 'stream' : 'chat',
      provider: spot.provider,
      answers: [
        {
          status: spot.status,
          headers: { ...(streamed ? SSE_TYPE : JSON_TYPE), ...spot.headers },
          body: spot.body,
          ...(spot.cut ? { end: 'cut' } : {}),
        },
      ],
      failure: true,
      ...(TOLD[index] as (typeof TOLD)[number]),
    };
  }),
  {
    name: 'an error in a stream under gzip',
    call: 'stream',
    provider: 'openai',
    answers: [
      {
        status: 200,
        headers: { ...SSE_TYPE, 'content-encoding': 'gzip' },
        body: [
          gzipSync(
            `${chunk('Hello')}data: ${JSON.stringify({ error: { message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: null } })}\n\n`,
          ),
        ],
      },
    ],
    failure: true,
    ...SERVER_ERROR,
  },
  {
    name: 'arrears at DashScope, called by axios',
    call: 'axios',
    provider: 'dashscope',
    answers: [
      json(400, {
        request_id: '5c7b1c66-1111-9999-8888-0123456789ab',
        code: 'Arrearage',
        message: 'Access denied, please make sure your account is in good standing.',
      }),
    ],
    failure: true,
    ...ARREARS,
  },
  {
    name: 'a task at DashScope, polled until it fails',
    call: 'poll',
    provider: 'dashscope',
    answers: [
      json(200, { request_id: 'r-1', output: { ...TASK, task_status: 'PENDING' } }),
      json(200, { request_id: 'r-2', output: { ...TASK, task_status: 'RUNNING' } }),
      json(200, {
        request_id: 'r-3',
        output: {
          ...TASK,
          task_status: 'FAILED',
          code: 'DataInspectionFailed',
          message: 'Output data may contain inappropriate content.',
        },
      }),
    ],
    failure: true,
    values: ['content_filtered', 'DataInspectionFailed'],
    words: /DataInspectionFailed|inappropriate content/,
  },
  {
    name: 'a failed task on a WebSocket of DashScope',
    call: 'websocket',
    provider: 'dashscope',
    answers: [
      {
        status: 101,
        body: JSON.stringify({
          header: {
            ...TASK,
            event: 'task-failed',
            error_code: 'InvalidParameter',
            error_message: 'The sample rate is not supported.',
            attributes: {},
          },
          payload: {},
        }),
      },
    ],
    failure: true,
    values: ['invalid_request', 'InvalidParameter'],
    words: /sample rate is not supported/,
  },
  {
    name: 'no money left at OpenAI, over HTTP/2',
    call: 'http2',
    provider: 'openai',
    answers: [
      json(429, {
        error: {
          message: 'You exceeded your current quota, please check your plan and billing details.',
          type: 'insufficient_quota',
          param: null,
          code: 'insufficient_quota',
        },
      }),
    ],
    failure: true,
    ...NO_MONEY,
  },
  {
    name: 'an answer withheld by a content filter',
    call: 'chat',
    provider: 'openai',
    answers: [
      json(200, {
        ...chatCompletion('c-1', 'm'),
        choices: [{ index: 0, finish_reason: 'content_filter', message: { role: 'assistant', content: '' } }],
      }),
    ],
    failure: true,
    values: ['content_filtered', 'content_filter'],
    words: /content_filter/,
  },
  {
    name: 'two refusals, and a retry that succeeds',
    call: 'chat',
    provider: 'openai',
    answers: [LIMITED, LIMITED, json(200, chatCompletion('c-1', 'm'))],
    failure: false,
    values: ['rate_limited', 'rate_limit_exceeded', 'RateLimitError', '429'],
    words: /Rate limit reached/,
  },
  {
    name: 'a stream that its reader gives up',
    call: 'abort',
    provider: 'openai',
    answers: [{ status: 200, headers: SSE_TYPE, body: [chunk('Hello')], end: 'never' }],
    failure: false,
    values: ['cancelled', 'AbortError', 'APIUserAbortError', '20'],
    words: /abort/i,
  },
  {
    name: 'an HTML page of a gateway',
    call: 'chat',
    provider: 'openai',
    answers: [{ status: 502, headers: { 'content-type': 'text/html' }, body: HTML }],
    failure: true,
    values: ['server_error', 'overloaded', 'InternalServerError', '502'],
    words: /Bad Gateway/,
  },
  {
    name: 'HTTP 200 with nothing in it',
    call: 'chat',
    provider: 'openai',
    answers: [{ status: 200, headers: JSON_TYPE, body: '' }],
    failure: true,
    values: ['server_error', 'network'],
    words: /empty|Unexpected end|Invalid JSON/i,
  },
];
