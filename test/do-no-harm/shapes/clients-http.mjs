import http from 'node:http';
import zlib from 'node:zlib';
import { errorOf } from '../error-of.mjs';
import { ANSWERS, SUCCESS } from '../observe/answers.mjs';
import { digestOf } from '../observe/values.mjs';

async function wholeOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return digestOf(parts);
}

const bodyOf = (data) => (typeof data === 'string' ? data.slice(0, 100) : (data?.length ?? data));

/** What a program finds in an answer or error of axios. */
function ofAxios({ status, statusText, headers, data, config, request }) {
  return {
    status,
    statusText,
    headers: { ...headers },
    data: bodyOf(data),
    config: Object.keys(config).sort().join(),
    request: request?.constructor.name,
    keys: request && Object.keys(request).sort().join(),
  };
}

async function axiosCall(tools, url, options) {
  const axios = (await tools.load('axios')).default;
  try {
    return ofAxios(await axios.get(url, { adapter: 'http', ...options }));
  } catch (error) {
    const { response, config, code, isAxiosError } = error;
    return {
      error: errorOf(error),
      code,
      isAxiosError,
      isClass: error instanceof axios.AxiosError,
      isCancel: axios.isCancel(error),
      response: response && ofAxios(response),
      json: Object.keys(error.toJSON?.() ?? {}),
      config: Object.keys(config ?? {})
        .sort()
        .join(),
    };
  }
}

const CALLS = {
  axios: axiosCall,
  'axios with a stream': async (tools, url) => {
    const axios = (await tools.load('axios')).default;
    const { status, data } = await axios.get(url, { adapter: 'http', responseType: 'stream', validateStatus: null });
    return { status, class: data.constructor.name, body: await wholeOf(data) };
  },
  got: async (tools, url) => {
    const { got } = await tools.load('got');
    const {
      statusCode,
      headers,
      body,
      url: final,
      retryCount,
      redirectUrls,
      timings,
    } = await got(url, {
      retry: { limit: 1, backoffLimit: 10, calculateDelay: ({ computedValue }) => computedValue && 1 },
    });
    return {
      statusCode,
      headers,
      body: bodyOf(body),
      final,
      retryCount,
      redirectUrls,
      phases: Object.keys(timings.phases),
    };
  },
  'got with a stream': async (tools, url) => {
    const { got } = await tools.load('got');
    const stream = got.stream(url, { throwHttpErrors: false, retry: { limit: 0 } });
    const events = [];
    for (const name of ['request', 'response', 'redirect', 'retry', 'error', 'end'])
      stream.on(name, () => events.push(name));
    return { body: await wholeOf(stream), events };
  },
  'node-fetch 2': async (tools, url) => nodeFetch((await tools.load('node-fetch-2')).default, url),
  'node-fetch 3': async (tools, url) => nodeFetch((await tools.load('node-fetch-3')).default, url),
  superagent: async (tools, url) => {
    const agent = (await tools.load('superagent')).default;
    const { status, headers, text, body, redirects, type, error } = await agent
      .get(url)
      .retry(1)
      .ok(({ status }) => status !== 400);
    return { status, headers, text: bodyOf(text), body, redirects, type, error: error && errorOf(error) };
  },
  'superagent, piped': async (tools, url) => {
    const agent = (await tools.load('superagent')).default;
    const { PassThrough } = await import('node:stream');
    const sink = new PassThrough();
    const request = agent.get(url).buffer(false);
    request.on('error', (error) => sink.destroy(error));
    request.pipe(sink);
    return wholeOf(sink);
  },
  'follow-redirects': async (tools, url) => {
    const redirecting = (await tools.load('follow-redirects')).default.http;
    return new Promise((resolve, reject) => {
      redirecting
        .get(url, { agent: false }, (response) => {
          const { statusCode, responseUrl, redirects } = response;
          wholeOf(response).then(
            (body) => resolve({ statusCode, responseUrl, redirects: redirects?.length, body }),
            reject,
          );
        })
        .on('error', reject);
    });
  },
};

async function nodeFetch(fetch, url) {
  const response = await fetch(url);
  const { status, statusText, ok, redirected, type, headers } = response;
  return {
    status,
    statusText,
    ok,
    redirected,
    type,
    url: response.url,
    headers: headers.raw(),
    text: bodyOf(await response.text()),
  };
}

const PLAYED = [
  'a failure',
  'a failure in a success',
  'an empty body',
  'no content',
  'events, one of them an error',
  'compressed events',
  'events that are cut',
  'gzip',
  'br',
  'deflate',
  'broken gzip',
  'truncated gzip',
  'an unknown coding',
  'less than announced',
  'a hang-up before headers',
  'headers twice and odd ones',
  'one megabyte',
  'a redirect with a body',
];

const plain = Object.entries(CALLS).flatMap(([client, call]) =>
  PLAYED.map((answer) => ({
    name: `client ${client}: ${answer}`,
    async run(tools) {
      tools.serve((request, response) => {
        if (request.url === '/elsewhere') response.end(SUCCESS);
        else ANSWERS[answer](request, response);
      });
      const settled = await tools.settled(call(tools, `${tools.origin}/v1/chat`));
      return { settled, requests: tools.requests };
    },
  })),
);

const body = zlib.gzipSync(SUCCESS);

/** Options of axios that touch how answers are read. */
const AXIOS = {
  'decompress: false': [ANSWERS.gzip, { decompress: false, responseType: 'arraybuffer' }],
  transformResponse: [
    ANSWERS['a failure in a success'],
    { transformResponse: [(data) => `${data.length} seen by the program`] },
  ],
  validateStatus: [ANSWERS['a failure'], { validateStatus: (status) => status === 400 }],
  'maxRedirects: 0': [ANSWERS['a redirect with a body'], { maxRedirects: 0 }],
  'maxRedirects with a loop': [
    (_request, response) => response.writeHead(302, { location: '/again' }).end(),
    { maxRedirects: 3 },
  ],
  maxContentLength: [ANSWERS['one megabyte'], { maxContentLength: 2000 }],
  'maxContentLength of what is compressed': [
    (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
    { maxContentLength: 500 },
  ],
  timeout: [() => {}, { timeout: 400 }],
  signal: [() => {}, () => ({ signal: AbortSignal.timeout(400) })],
  'a signal in a stream': [ANSWERS['events that go on'], () => ({ signal: AbortSignal.timeout(400) })],
  'an agent': [ANSWERS['a failure'], () => ({ httpAgent: new http.Agent({ keepAlive: true }) })],
  'a proxy': [ANSWERS['a failure'], (tools) => ({ proxy: { host: '127.0.0.1', port: tools.port, protocol: 'http' } })],
  onDownloadProgress: [
    ANSWERS['a failure'],
    (tools) => ({ onDownloadProgress: ({ loaded, total }) => tools.log(`${loaded} of ${total}`) }),
  ],
  'a port that refuses': [ANSWERS['a failure'], { url: 'http://127.0.0.1:1/' }],
};

const axiosOptions = Object.entries(AXIOS).map(([name, [answer, options]]) => ({
  name: `client axios: ${name}`,
  async run(tools) {
    tools.serve(answer);
    const given = typeof options === 'function' ? options(tools) : options;
    return {
      settled: await tools.settled(axiosCall(tools, given.url ?? `${tools.origin}/`, given)),
      events: tools.events,
      requests: tools.requests,
    };
  },
}));

const interceptors = {
  name: 'client axios: interceptors and retries of the program',
  async run(tools) {
    let calls = 0;
    tools.serve((request, response) => ANSWERS[calls++ < 2 ? 'a failure' : 'a success'](request, response));
    const client = (await tools.load('axios')).default.create({ adapter: 'http' });
    client.interceptors.response.use(undefined, (error) => {
      tools.log(`${error.code} ${error.response.status}`);
      return client(error.config);
    });
    const { status } = await client.get(tools.origin);
    return { status, events: tools.events, requests: tools.requests };
  },
};

/** Clients that are built on node:http. */
export const shapes = [...plain, ...axiosOptions, interceptors];
