import { awsEvent, awsException } from '../transports/aws-frames.ts';
import type { Planter } from './canaries.ts';

export type Client =
  | 'fetch'
  | 'http'
  | 'axios'
  | 'http2'
  | 'websocket'
  | 'openai'
  | 'openai-stream'
  | 'anthropic'
  | 'coze';

/** What a program sends. */
export interface CanaryRequest {
  readonly client: Client;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly key: string;
  readonly prompt: string;
  readonly body: string;
}

/** What comes back; chunks in base64, for WebSockets messages. */
export interface CanaryAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly string[];
  /** The connection is cut after the chunks; for WebSockets: closed with this reason. */
  readonly cut?: boolean;
  readonly reason?: string;
}

/** One call, with canaries in everything that can hold a text. */
export interface CanaryCase {
  readonly name: string;
  readonly provider: string;
  readonly path: string;
  readonly request: CanaryRequest;
  readonly answer: CanaryAnswer;
}

interface Shape {
  readonly provider: string;
  readonly client?: Client;
  readonly path?: string;
  readonly status?: number;
  readonly type?: string;
  /** The body, with an echo of what was sent. */
  body(echo: Echo): unknown;
  readonly cut?: boolean;
}

/** Makes canaries of one case. */
interface Echo {
  /** A message as vendors write it, which repeats the key, the prompt and who asked. */
  readonly message: () => string;
  readonly key: (place: string) => string;
  readonly told: (place: string) => string;
  readonly prompt: (place: string) => string;
  readonly personal: (place: string) => string;
}

const completion = (echo: Echo) => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, message: { role: 'assistant', content: echo.prompt('completion') }, finish_reason: 'stop' }],
});

const openai = (code: (echo: Echo) => unknown) => (echo: Echo) => ({
  error: { message: echo.message(), type: 'invalid_request_error', param: echo.prompt('param'), code: code(echo) },
  request_id: echo.told('body request id'),
  input: echo.prompt('echoed input'),
  metadata: { user: echo.personal('metadata'), key: echo.key('metadata') },
});

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Every surface that the taps read, failing and healthy. */
const SHAPES: Readonly<Record<string, Shape>> = {
  'openai 401': { provider: 'openai', status: 401, body: openai(() => 'invalid_api_key') },
  'openai, a key as code': { provider: 'openai', status: 400, body: openai((echo) => echo.key('code')) },
  'openai, a prompt as code': { provider: 'openai', status: 400, body: openai((echo) => echo.prompt('code')) },
  'openai SDK': { provider: 'openai', client: 'openai', status: 429, body: openai(() => 'insufficient_quota') },
  'openai SDK, stream': {
    provider: 'openai',
    client: 'openai-stream',
    type: 'text/event-stream',
    body: (echo) => [
      data({ id: 'c', choices: [{ index: 0, delta: { content: echo.prompt('stream') } }] }),
      data({ error: { message: echo.message(), code: echo.key('stream code'), type: 'server_error' } }),
    ],
  },
  'openai, healthy': { provider: 'openai', body: completion },
  'openai, healthy stream': {
    provider: 'openai',
    type: 'text/event-stream',
    body: (echo) => [
      data({ choices: [{ index: 0, delta: { content: `an error ${echo.prompt('stream')}` } }] }),
      data('[DONE]'),
    ],
  },
  'openai, prompt in type': {
    provider: 'openai',
    client: 'axios',
    status: 400,
    body: (echo) => ({ error: { message: '', type: echo.key('type'), code: null } }),
  },
  'anthropic SDK': {
    provider: 'anthropic',
    client: 'anthropic',
    status: 400,
    body: (echo) => ({
      type: 'error',
      error: { type: 'invalid_request_error', message: echo.message(), details: { error_code: echo.key('subcode') } },
      request_id: echo.told('body request id'),
    }),
  },
  'anthropic, stream': {
    provider: 'anthropic',
    type: 'text/event-stream',
    body: (echo) => [
      `event: content_block_delta\n${data({ type: 'content_block_delta', delta: { text: echo.prompt('stream') } })}`,
      `event: error\n${data({ type: 'error', error: { type: 'overloaded_error', message: echo.message() } })}`,
    ],
  },
  'minimax in band': {
    provider: 'minimax',
    path: '/v1/text/chatcompletion_v2',
    body: (echo) => ({
      ...completion(echo),
      trace_id: echo.told('trace id'),
      base_resp: { status_code: 1008, status_msg: echo.message() },
    }),
  },
  'minimax, unknown code': {
    provider: 'minimax',
    client: 'http',
    body: (echo) => ({
      reply: echo.prompt('reply'),
      base_resp: { status_code: echo.key('status_code'), status_msg: echo.message() },
    }),
  },
  'minimax, stream': {
    provider: 'minimax',
    type: 'text/event-stream',
    body: (echo) => [
      data({ choices: [{ delta: { content: echo.prompt('stream') } }] }),
      data({ input_sensitive: true, base_resp: { status_code: 1027, status_msg: echo.message() } }),
    ],
  },
  'dashscope 400': {
    provider: 'dashscope',
    client: 'axios',
    status: 400,
    body: (echo) => ({
      code: 'InvalidParameter',
      message: echo.message(),
      request_id: echo.told('body request id'),
      output: { text: echo.prompt('output') },
    }),
  },
  'dashscope, code with a key behind a prefix': {
    provider: 'dashscope',
    status: 400,
    body: (echo) => ({ code: `InvalidParameter.${echo.key('code')}`, message: echo.message() }),
  },
  'coze in band': {
    provider: 'coze',
    client: 'coze',
    body: (echo) => ({
      code: 4011,
      msg: echo.message(),
      detail: { logid: echo.told('logid') },
      debug_url: `https://www.coze.cn/work_flow?execute_id=${echo.key('debug_url')}`,
    }),
  },
  'coze, stream': {
    provider: 'coze',
    type: 'text/event-stream',
    body: (echo) => [
      `event:conversation.message.delta\n${data({ content: echo.prompt('stream') })}`,
      `event:conversation.chat.failed\n${data({ id: '1', last_error: { code: 5000, msg: echo.message() } })}`,
    ],
  },
  'gemini 400': {
    provider: 'gcp.gemini',
    status: 400,
    body: (echo) => ({
      error: {
        code: 400,
        message: echo.message(),
        status: 'INVALID_ARGUMENT',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: echo.key('reason'), domain: 'googleapis.com' },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: echo.told('RequestInfo') },
        ],
      },
    }),
  },
  'bedrock stream': {
    provider: 'aws.bedrock',
    type: 'application/vnd.amazon.eventstream',
    body: (echo) => [
      awsEvent('contentBlockDelta', { delta: { text: echo.prompt('stream') } }),
      awsException('throttlingException', { message: echo.message() }),
    ],
  },
  'bedrock 403': {
    provider: 'aws.bedrock',
    client: 'http',
    status: 403,
    body: (echo) => ({ message: echo.message(), __type: echo.key('__type') }),
  },
  'openrouter, upstream': {
    provider: 'openrouter',
    status: 429,
    body: (echo) => ({
      error: {
        code: 429,
        message: 'Provider returned error',
        metadata: {
          raw: JSON.stringify({ error: { message: echo.message(), code: echo.key('inner code') } }),
          provider_name: echo.key('provider_name'),
        },
      },
      user_id: echo.personal('user_id'),
    }),
  },
  'ark 401': {
    provider: 'volcengine_ark',
    status: 401,
    body: (echo) => ({
      error: { code: 'AuthenticationError', message: echo.message(), param: '', type: 'Unauthorized' },
    }),
  },
  'zhipu 429': {
    provider: 'zhipu',
    client: 'http',
    status: 429,
    body: (echo) => ({
      error: { code: '1113', message: echo.message() },
      contentFilter: [{ role: echo.prompt('filter') }],
    }),
  },
  'qianfan 200': {
    provider: 'qianfan',
    body: (echo) => ({ error_code: 110, error_msg: echo.message(), id: echo.told('id') }),
  },
  'a gateway’s page': {
    provider: 'openai',
    status: 502,
    type: 'text/html',
    body: (echo) => [`<html><h1>502</h1><p>${echo.message()}</p><input value="${echo.prompt('page')}"></html>`],
  },
  'plain text': {
    provider: 'deepseek',
    client: 'http',
    status: 500,
    type: 'text/plain',
    body: (echo) => [echo.message()],
  },
  'a JSON string': { provider: 'siliconflow', status: 401, body: (echo) => echo.message() },
  'no known shape': {
    provider: 'acme',
    status: 400,
    body: (echo) => ({
      whatever: { [echo.prompt('name of a field')]: echo.key('value'), said: echo.message() },
      messages: [{ content: echo.prompt('messages') }],
    }),
  },
  'lines of JSON': {
    provider: 'ollama',
    type: 'application/x-ndjson',
    body: (echo) => [
      `${JSON.stringify({ message: { content: echo.prompt('stream') } })}\n`,
      `${JSON.stringify({ error: echo.message() })}\n`,
    ],
  },
  'half a stream': {
    provider: 'openai',
    type: 'text/event-stream',
    cut: true,
    body: (echo) => [data({ choices: [{ delta: { content: echo.prompt('stream') } }] })],
  },
  'half an answer': {
    provider: 'openai',
    client: 'http',
    status: 400,
    cut: true,
    body: (echo) => [`{"error":{"message":"${echo.message()}`],
  },
  'over HTTP/2': { provider: 'moonshot_ai', client: 'http2', status: 401, body: openai((echo) => echo.key('code')) },
  'dashscope WebSocket': {
    provider: 'dashscope',
    client: 'websocket',
    body: (echo) => [
      JSON.stringify({ header: { event: 'result-generated' }, payload: { output: echo.prompt('speech') } }),
      JSON.stringify({
        header: {
          event: 'task-failed',
          task_id: echo.told('task_id'),
          error_code: echo.key('error_code'),
          error_message: echo.message(),
        },
      }),
    ],
  },
  'minimax WebSocket': {
    provider: 'minimax',
    client: 'websocket',
    body: (echo) => [
      JSON.stringify({
        event: 'task_failed',
        trace_id: echo.told('trace_id'),
        base_resp: { status_code: 1008, status_msg: echo.message() },
      }),
    ],
  },
  'a WebSocket that is closed': { provider: 'openai', client: 'websocket', body: () => [] },
};

const PLAIN_CLIENTS: readonly Client[] = ['fetch', 'http', 'axios'];

/** The cases, with every canary planted. */
export function canaryCases(planter: Planter): readonly CanaryCase[] {
  return Object.entries(SHAPES).map(([name, shape], index) => {
    const at = (place: string) => `${name}: ${place}`;
    const client = shape.client ?? (PLAIN_CLIENTS[index % 3] as Client);
    const request = requestOf(planter, at, client);
    const echo: Echo = {
      message: () =>
        [
          `Incorrect API key provided: ${planter.key(at('message'))}.`,
          `Your input "${planter.prompt(at('echo'))}" was refused for ${planter.personal(at('message'))};`,
          `see https://vendor.example/help?token=${planter.key(at('link in message'))}`,
        ].join(' '),
      key: (place) => planter.key(at(place)),
      told: (place) => planter.keyThatIsNoId(at(place)),
      prompt: (place) => planter.prompt(at(place)),
      personal: (place) => planter.personal(at(place)),
    };
    const body = shape.body(echo);
    const parts = Array.isArray(body) ? body : [JSON.stringify(body)];
    return {
      name,
      provider: shape.provider,
      path: shape.path ?? '/v1/chat/completions',
      request,
      answer: {
        status: shape.status ?? 200,
        headers: { 'content-type': shape.type ?? 'application/json', ...answerHeaders(planter, at) },
        chunks: parts.map((part: string | Buffer) => Buffer.from(part as string).toString('base64')),
        ...(shape.cut && { cut: true }),
        ...(client === 'websocket' && { reason: `bad key ${planter.key(at('close reason'))}`.slice(0, 120) }),
      },
    };
  });
}

function requestOf(planter: Planter, at: (place: string) => string, client: Client): CanaryRequest {
  const key = planter.keyThatIsNoId(at('request: authorization'));
  const prompt = planter.prompt(at('request: prompt'));
  return {
    client,
    key,
    prompt,
    headers: {
      authorization: `Bearer ${key}`,
      'x-api-key': planter.key(at('request: x-api-key')),
      cookie: `session=${encodeURIComponent(planter.key(at('request: cookie')))}`,
      'x-user': encodeURIComponent(planter.personal(at('request: header'))),
    },
    query: `?api_key=${encodeURIComponent(planter.key(at('request: query')))}&q=${encodeURIComponent(planter.prompt(at('request: query')))}`,
    body: JSON.stringify({
      model: 'm',
      messages: [{ role: 'user', content: prompt }],
      tools: [{ function: { name: 'f', arguments: planter.prompt(at('request: tool')) } }],
      image: `data:image/png;base64,${Buffer.from(planter.prompt(at('request: image'))).toString('base64')}`,
      user: planter.personal(at('request: user')),
    }),
  };
}

/** Headers that catalogs read, and others. */
function answerHeaders(planter: Planter, at: (place: string) => string): Readonly<Record<string, string>> {
  const told = planter.keyThatIsNoId(at('answer: id headers'));
  const ids = ['x-request-id', 'trace-id', 'x-tt-logid', 'request-id', 'x-amzn-requestid', 'x-bce-request-id'];
  return {
    ...Object.fromEntries(ids.map((name) => [name, told])),
    'set-cookie': `sid=${encodeURIComponent(planter.key(at('answer: set-cookie')))}`,
    'x-echo': encodeURIComponent(planter.prompt(at('answer: header'))),
    'x-amzn-errortype': planter.key(at('answer: code header')),
    'retry-after': planter.key(at('answer: retry-after')),
    'x-should-retry': planter.key(at('answer: x-should-retry')),
  };
}
