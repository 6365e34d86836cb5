// How a program makes its calls. Each gives what the program got, or throws what the program would see.
const http = require('node:http');
const http2 = require('node:http2');
const { Readable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');

const MESSAGES = [{ role: 'user', content: 'hello' }];
const RETRIES = 2;

/** A `fetch` over node:http, as the clients of older stacks have. */
function httpFetch(input, init) {
  return new Promise((resolve, reject) => {
    const { method, body, signal } = init;
    const headers = Object.fromEntries(new Headers(init.headers));
    const request = http.request(input, { method, headers, signal }, (incoming) => {
      const answered = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      const options = { status: incoming.statusCode, headers: answered };
      resolve(new Response(Readable.toWeb(incoming), options));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The client of OpenAI. `wrap` is what a peer puts around it. */
function openai({ fetch = globalThis.fetch, wrap = (client) => client } = {}) {
  const clientOf = ({ url, key, retries }) => {
    const { OpenAI } = require('openai');
    return wrap(new OpenAI({ baseURL: url, apiKey: key, maxRetries: retries ? RETRIES : 0, fetch }));
  };
  const chat = (job, chunks, signal) => {
    const stream = chunks !== undefined;
    return clientOf(job).chat.completions.create({ model: 'm', messages: MESSAGES, stream }, { signal });
  };
  return {
    chat: (job) => chat(job),
    async stream(job, chunks) {
      for await (const chunk of await chat(job, chunks)) chunks.push(chunk);
    },
    async abort(job, chunks) {
      const aborter = new AbortController();
      for await (const chunk of await chat(job, chunks, aborter.signal)) {
        chunks.push(chunk);
        aborter.abort();
      }
    },
  };
}

/** The AI SDK. */
function aiSdk() {
  const request = async ({ url, key, retries }) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const provider = createOpenAICompatible({ name: 'openai', baseURL: url, apiKey: key });
    return { model: provider('m'), maxRetries: retries ? RETRIES : 0, prompt: 'hello' };
  };
  const stream = async (job, chunks, options) => {
    const { streamText } = await import('ai');
    let failure;
    const onError = ({ error }) => {
      failure = error;
    };
    const { fullStream } = streamText({ ...(await request(job)), onError, ...options });
    for await (const part of fullStream) {
      chunks.push(part.type === 'text-delta' ? part.text : part.type);
      if (part.type === 'text-delta') options?.onText();
    }
    if (failure) throw failure;
  };
  return {
    async chat(job) {
      const { generateText } = await import('ai');
      const { text, finishReason, usage } = await generateText(await request(job));
      return { text, finishReason, usage };
    },
    stream: (job, chunks) => stream(job, chunks),
    abort(job, chunks) {
      const aborter = new AbortController();
      return stream(job, chunks, { abortSignal: aborter.signal, onText: () => aborter.abort() });
    },
  };
}

/** What stands below such clients, the same for all. */
const below = {
  async axios({ url, key }) {
    const axios = require('axios');
    const { data } = await axios.post(
      `${url}/generation`,
      { model: 'm' },
      { headers: { authorization: `Bearer ${key}` } },
    );
    return data;
  },
  async poll({ url, key }) {
    const headers = { authorization: `Bearer ${key}` };
    let answer = await (await fetch(`${url}/video-synthesis`, { method: 'POST', headers, body: '{}' })).json();
    for (let polls = 0; polls < 9 && !/FAILED|SUCCEEDED/.test(answer.output.task_status); polls++) {
      await sleep(10);
      answer = await (await fetch(`${url}/tasks/${answer.output.task_id}`, { headers })).json();
    }
    return answer;
  },
  websocket: ({ url, key }, chunks) =>
    new Promise((resolve, reject) => {
      const { WebSocket } = require('ws');
      const socket = new WebSocket(`${url}/inference`, { headers: { authorization: `Bearer ${key}` } });
      socket.on('open', () => socket.send('{"header":{"action":"run-task"}}'));
      socket.on('message', (message) => chunks.push(String(message)));
      socket.on('error', reject);
      socket.on('close', (code) => resolve(code));
    }),
  http2: ({ url, key }) =>
    new Promise((resolve, reject) => {
      const { origin, pathname } = new URL(url);
      const session = http2.connect(origin);
      session.on('error', reject);
      const request = session.request({
        ':method': 'POST',
        ':path': `${pathname}/chat/completions`,
        authorization: `Bearer ${key}`,
      });
      const got = { status: 0, body: '' };
      request.on('response', (headers) => {
        got.status = headers[':status'];
      });
      request.setEncoding('utf8');
      request.on('data', (data) => {
        got.body += data;
      });
      request.on('error', reject);
      request.on('end', () => {
        session.close();
        resolve(got);
      });
      request.end('{}');
    }),
};

/** The clients by the name of their stack. */
exports.clients = {
  fetch: (options) => ({ ...below, ...openai(options) }),
  http: () => ({ ...below, ...openai({ fetch: httpFetch }) }),
  ai: () => ({ ...below, ...aiSdk() }),
};
