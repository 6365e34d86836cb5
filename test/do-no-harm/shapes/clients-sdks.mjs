import { errorOf } from '../error-of.mjs';
import { ANSWERS, FAILURE } from '../observe/answers.mjs';

const JSON_TYPE = { 'content-type': 'application/json', 'x-request-id': 'req_1' };
const SSE = { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' };

const answer =
  (status, body, headers = JSON_TYPE) =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);
const chunk = (content) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
const word = (text) =>
  `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`;
const said = (content) =>
  `event:conversation.message.delta\ndata:${JSON.stringify({ role: 'assistant', type: 'answer', content })}\n\n`;

/** Fails as often as is said, then answers. */
function after(failures, fail, succeed) {
  let calls = 0;
  return (request, response) => (calls++ < failures ? fail : succeed)(request, response);
}

/** An event at a time, each when the program has the one before; `finish` ends the stream, or leaves it open. */
function streamed(tools, parts, finish = (response) => response.end()) {
  return async (_request, response) => {
    response.writeHead(200, SSE);
    for (const part of parts) {
      response.write(part);
      await tools.turn(response);
    }
    finish(response);
  };
}

/** Each SDK: a client of it, a call, a stream, and the answers it understands. */
const SDKS = {
  'openai 6': { client: (tools, options) => openai(tools, 'openai-6', options), ...openaiCalls() },
  'openai 7': { client: (tools, options) => openai(tools, 'openai-7', options), ...openaiCalls() },
  anthropic: {
    async client(tools, options) {
      const { default: Anthropic } = await tools.load('@anthropic-ai/sdk');
      return new Anthropic({ apiKey: 'none', baseURL: tools.origin, ...options });
    },
    call: (client, options) => client.messages.create(message(), options),
    stream: (client, options) => client.messages.create({ ...message(), stream: true }, options),
    success: JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'hi' }],
    }),
    failure: JSON.stringify({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_2',
    }),
    event: word,
    errorEvent: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  },
};

function message() {
  return { model: 'claude', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
}

async function openai(tools, name, options) {
  const { default: OpenAI } = await tools.load(name);
  return new OpenAI({ apiKey: 'none', baseURL: `${tools.origin}/v1`, ...options });
}

function openaiCalls() {
  const body = { model: 'gpt', messages: [{ role: 'user', content: 'hello' }] };
  return {
    call: (client, options) => client.chat.completions.create(body, options),
    stream: (client, options) => client.chat.completions.create({ ...body, stream: true }, options),
    success: JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' } }],
    }),
    failure: JSON.stringify({
      error: {
        message: 'You exceeded your current quota',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        param: null,
      },
    }),
    event: chunk,
    errorEvent: 'data: {"error":{"message":"The server had an error","type":"server_error","code":"server_error"}}\n\n',
  };
}

/** An error of an SDK: all that it carries, and the classes it is of. */
function ofSdk(error) {
  const classes = [];
  for (let each = Object.getPrototypeOf(error); each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    classes.push(each.constructor.name);
  }
  const { status, code, param, type, request_id, requestID, headers, error: body, logid } = error;
  return {
    ...errorOf(error),
    classes,
    status,
    code,
    param,
    type,
    request_id,
    requestID,
    logid,
    headers: headers && Object.fromEntries(headers.entries?.() ?? Object.entries(headers)),
    body,
  };
}

const outcome = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error: ofSdk(error) }),
  );

async function consume(tools, stream, { stopAfter = Number.POSITIVE_INFINITY } = {}) {
  const got = [];
  try {
    for await (const event of stream) {
      got.push(JSON.stringify(event));
      tools.took();
      if (got.length >= stopAfter) break;
    }
  } catch (error) {
    got.push(ofSdk(error));
  }
  return got;
}

/** Whether the server noticed that the other side went away. */
function watched(tools, listener) {
  return (request, response) => {
    response.on('close', () => tools.log(`closed ${response.writableFinished ? 'when whole' : 'early'}`));
    return listener(request, response);
  };
}

/** What is played to each SDK: the answer, and what the program does. */
function scenarios({ client, call, stream, success, failure, event, errorEvent }) {
  const once = { maxRetries: 0 };
  const created = (status, body, headers) => async (tools) => {
    tools.serve(answer(status, body, headers));
    return outcome(call(await client(tools, once)));
  };
  const failing = answer(429, failure, { ...JSON_TYPE, 'retry-after-ms': '1' });
  const streaming = (parts, finish, options) => async (tools) => {
    tools.serve(watched(tools, streamed(tools, parts, finish)));
    const got = await consume(tools, await stream(await client(tools, once)), options);
    await tools.until(() => tools.events.length > 0);
    return { got, events: tools.events };
  };
  const words = ['one', 'two', 'three'].map(event);
  return {
    'a success': created(200, success),
    'a failure in a success': created(200, FAILURE),
    ...Object.fromEntries(
      [400, 401, 403, 404, 409, 422, 429, 500, 529].map((status) => [`status ${status}`, created(status, failure)]),
    ),
    'a page of HTML': created(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
    'an empty body': created(500, ''),
    'broken JSON': created(200, '{"id":'),
    'a hang-up': async (tools) => {
      tools.serve(ANSWERS['a hang-up before headers']);
      return outcome(call(await client(tools, once)));
    },
    'two retries that help': async (tools) => {
      tools.serve(after(2, failing, answer(200, success)));
      return { got: await outcome(call(await client(tools, { maxRetries: 2 }))), requests: tools.requests };
    },
    'retries that do not help': async (tools) => {
      tools.serve(failing);
      return { got: await outcome(call(await client(tools, { maxRetries: 2 }))), requests: tools.requests };
    },
    'a timeout': async (tools) => {
      tools.serve(() => {});
      return outcome(call(await client(tools, { ...once, timeout: 400 })));
    },
    'an abort': async (tools) => {
      tools.serve(() => {});
      return outcome(call(await client(tools, once), { signal: AbortSignal.timeout(400) }));
    },
    'the raw answer': async (tools) => {
      tools.serve(answer(200, success));
      const { data, response } = await call(await client(tools, once)).withResponse();
      const { url, status, bodyUsed, type, redirected } = response;
      return { data, url, status, bodyUsed, type, redirected, headers: Object.fromEntries(response.headers) };
    },
    'a stream': streaming(words),
    'a stream with an error': streaming([...words, errorEvent]),
    'a stream that is cut': streaming(words, (response) => response.destroy()),
    'a stream that the program leaves': streaming(words, () => {}, { stopAfter: 2 }),
    'a stream that the program aborts': async (tools) => {
      tools.serve(
        watched(
          tools,
          streamed(tools, words, () => {}),
        ),
      );
      const abort = new AbortController();
      const events = await stream(await client(tools, once), { signal: abort.signal });
      const got = [];
      const reading = outcome(
        (async () => {
          for await (const each of events) {
            got.push(JSON.stringify(each));
            if (got.length === 2) abort.abort();
            tools.took();
          }
        })(),
      );
      const end = await reading;
      await tools.until(() => tools.events.length > 0);
      return { got, end, events: tools.events };
    },
    'a stream refused with JSON': async (tools) => {
      tools.serve(answer(429, failure));
      return outcome(stream(await client(tools, once)));
    },
  };
}

const vendors = Object.entries(SDKS).flatMap(([sdk, parts]) =>
  Object.entries(scenarios(parts)).map(([name, run]) => ({ name: `sdk ${sdk}: ${name}`, run })),
);

async function coze(tools, options) {
  const { CozeAPI } = await tools.load('@coze/api');
  return new CozeAPI({ token: 'none', baseURL: tools.origin, ...options });
}

const chat = { bot_id: '1', user_id: '2', additional_messages: [] };
const LOGID = { ...JSON_TYPE, 'x-tt-logid': 'log_1' };
const COZE = {
  'a success': answer(200, '{"code":0,"msg":"","data":{"id":"1","status":"in_progress"}}', LOGID),
  'a failure in a success': answer(
    200,
    '{"code":4011,"msg":"Your account has run out of credits","detail":{"logid":"log_2"}}',
    LOGID,
  ),
  ...Object.fromEntries(
    [400, 401, 403, 404, 429, 500, 502].map((status) => [
      `status ${status}`,
      answer(status, '{"code":4000,"msg":"bad","error_message":"bad"}', LOGID),
    ]),
  ),
  'a page of HTML': answer(502, '<html></html>', { 'content-type': 'text/html' }),
  'a hang-up': ANSWERS['a hang-up before headers'],
};

const cozeCalls = Object.entries(COZE).map(([name, played]) => ({
  name: `sdk coze: ${name}`,
  async run(tools) {
    tools.serve(played);
    return outcome((await coze(tools)).chat.create(chat));
  },
}));

const cozeStreams = Object.entries({
  'a stream': [[said('one'), said('two'), 'event:done\ndata:"[DONE]"\n\n']],
  'a stream with a failure': [
    [
      said('one'),
      'event:conversation.chat.failed\ndata:{"id":"1","status":"failed","last_error":{"code":4011,"msg":"credits"}}\n\n',
    ],
  ],
  'a stream with an error': [[said('one'), 'event:error\ndata:{"code":4028,"msg":"quota"}\n\n']],
  'a stream that is cut': [[said('one')], (response) => response.destroy()],
  'a stream that the program leaves': [[said('one'), said('two'), said('three')], () => {}, { stopAfter: 2 }],
}).map(([name, [parts, finish, options]]) => ({
  name: `sdk coze: ${name}`,
  async run(tools) {
    tools.serve(streamed(tools, parts, finish));
    return consume(tools, (await coze(tools)).chat.stream(chat), options);
  },
}));

const aiSdk = Object.entries({
  'a success': answer(
    200,
    JSON.stringify({
      id: 'c',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
  ),
  'a failure': answer(429, '{"error":{"message":"quota","type":"insufficient_quota","code":"insufficient_quota"}}'),
  'a failure in a success': answer(200, FAILURE),
  'a hang-up': ANSWERS['a hang-up before headers'],
}).flatMap(([name, played]) =>
  (name === 'a failure' ? [0, 1] : [0]).map((maxRetries) => ({
    name: `sdk ai: ${name}, ${maxRetries} retries`,
    async run(tools) {
      const [{ generateText }, { createOpenAICompatible }] = await Promise.all([
        tools.load('ai'),
        tools.load('@ai-sdk/openai-compatible'),
      ]);
      tools.serve(played);
      const model = createOpenAICompatible({ name: 'x', baseURL: tools.origin, apiKey: 'none' })('m');
      const settled = await outcome(
        generateText({ model, prompt: 'hello', maxRetries }).then(({ text, finishReason }) => ({ text, finishReason })),
      );
      return { settled, requests: tools.requests };
    },
  })),
);

/** The SDKs of vendors, over fetch. */
export const shapes = [...vendors, ...cozeCalls, ...cozeStreams, ...aiSdk];
