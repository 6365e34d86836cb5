// Answers that nock and msw make up. Both patch fetch and node:http, and take that back at the end of the shape.
import http from 'node:http';
import { JSON_TYPE, REFUSED } from '../fetch/answers.mjs';
import { digest } from '../tools.mjs';

const URL_OF = (path) => `http://mocked.example${path}`;
const EVENTS = `data: {}\n\ndata: ${REFUSED}\n\n`;

/** Both clients ask for each path. */
async function ask(tools, paths) {
  const seen = [];
  for (const path of paths) {
    const byFetch = fetch(URL_OF(path), { method: 'POST', body: '{}' }).then(async (response) => {
      const { status, url, type, headers } = response;
      return { status, url, type, headers: [...headers], body: bodyOf(path, await response.text()) };
    });
    seen.push({ path, fetch: await tools.settled(byFetch), http: await tools.settled(askHttp(path)) });
  }
  return seen;
}

/** What nock says of a request that it does not know holds its headers, and so the id of a span. */
function bodyOf(path, text) {
  return path === '/unknown' ? text.includes('No match') : digest(text);
}

function askHttp(path) {
  return new Promise((resolve, reject) => {
    const request = http.request(URL_OF(path), { method: 'POST' }, (response) => {
      const { statusCode, headers } = response;
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (piece) => (body += piece))
        .on('error', reject)
        .on('end', () => resolve({ statusCode, headers, body, complete: response.complete }));
    });
    request.on('error', reject).end('{}');
  });
}

const NODE = Number(process.versions.node.split('.')[0]);

/** The versions that this Node.js can run: the newest ones need `Promise.withResolvers`. */
const NOCKS = NODE < 22 ? ['nock-14'] : ['nock-14', 'nock'];
const MSWS = NODE < 22 ? ['msw-2'] : ['msw-2', 'msw'];

/** Loads nock and has it at work as long as `use` takes. */
async function withNock(tools, name, use) {
  const { default: nock } = await tools.load(name);
  if (!nock.isActive()) nock.activate();
  try {
    return await use(nock);
  } finally {
    nock.cleanAll();
    nock.restore();
  }
}

const byNock = (name) => ({
  name: `mocks: ${name}`,
  run: (tools) =>
    withNock(tools, name, async (nock) => {
      const scope = nock('http://mocked.example');
      scope.post('/in-band').twice().reply(200, REFUSED, JSON_TYPE);
      scope.post('/busy').twice().reply(429, REFUSED, JSON_TYPE);
      scope.post('/events').twice().reply(200, EVENTS, { 'content-type': 'text/event-stream' });
      scope.post('/late').twice().delay(30).reply(503, '', {});
      scope.post('/broken').twice().replyWithError('made up');
      const seen = await ask(tools, ['/in-band', '/busy', '/events', '/late', '/broken', '/unknown']);
      return { seen, done: scope.isDone() };
    }),
});

const besideNock = (name) => ({
  name: `mocks: ${name} beside a real server`,
  run: (tools) =>
    withNock(tools, name, () => {
      tools.serve((_request, response) => response.writeHead(402, JSON_TYPE).end(REFUSED));
      return tools.settled(fetch(tools.origin).then(async (response) => [response.status, await response.text()]));
    }),
});

const byMsw = (name) => ({
  name: `mocks: ${name}`,
  async run(tools) {
    const { http: route, HttpResponse } = await tools.load(name);
    const { setupServer } = await tools.load(`${name}/node`);
    const answer = (path, status, body, headers) =>
      route.post(URL_OF(path), () => new HttpResponse(body, { status, headers }));
    const server = setupServer(
      answer('/in-band', 200, REFUSED, JSON_TYPE),
      answer('/busy', 429, REFUSED, JSON_TYPE),
      answer('/events', 200, EVENTS, { 'content-type': 'text/event-stream' }),
      route.post(URL_OF('/broken'), () => HttpResponse.error()),
    );
    server.listen({ onUnhandledRequest: 'bypass' });
    try {
      return await ask(tools, ['/in-band', '/busy', '/events', '/broken']);
    } finally {
      server.close();
    }
  },
});

export const shapes = [...NOCKS.flatMap((name) => [byNock(name), besideNock(name)]), ...MSWS.map(byMsw)];
