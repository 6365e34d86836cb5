import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import zlib from 'node:zlib';
import { errorOf } from '../error-of.mjs';
import { ANSWERS, FAILURE, SUCCESS } from '../observe/answers.mjs';
import { optionsFor } from '../observe/http-exchange.mjs';
import { serve } from '../observe/http-server.mjs';
import { digestOf } from '../observe/values.mjs';

/** Gets an answer whole. */
async function get(origin, options) {
  const request = (origin.startsWith('https:') ? https : http).get(optionsFor(origin, '/', options));
  const [response] = await once(request, 'response');
  const parts = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode, body: digestOf(parts), reused: request.reusedSocket };
}

async function inOrder(count, action) {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await action(index));
  return results;
}

const BODIES = { 'a success': SUCCESS, 'a failure': FAILURE };

const reuse = [false, true].flatMap((tls) =>
  Object.keys(BODIES).map((answer) => ({
    name: `http agent: ${tls ? 'https' : 'http'} connections are used again after ${answer}`,
    async run(tools) {
      const origin = await serve(tools, ANSWERS[answer], { tls });
      const agent = new (tls ? https : http).Agent({ keepAlive: true });
      tools.atEnd(() => agent.destroy());
      const gets = await inOrder(5, () => get(origin, { agent }));
      return { gets, connections: tls || tools.connections() };
    },
  })),
);

/** What an agent looks like inside, as programs that watch their pools see it. */
function pools({ sockets, freeSockets, requests }) {
  return [sockets, freeSockets, requests].map((each) => Object.values(each).map((list) => list.length));
}

const agents = [
  {
    name: 'http agent: two connections for twenty calls',
    async run(tools) {
      tools.serve(ANSWERS['a failure in a success']);
      const agent = new http.Agent({ keepAlive: true, maxSockets: 2, maxFreeSockets: 1 });
      tools.atEnd(() => agent.destroy());
      const gets = await Promise.all(Array.from({ length: 20 }, () => get(tools.origin, { agent })));
      await new Promise(setImmediate);
      return { bodies: gets.map(({ body }) => body), connections: tools.connections(), pools: pools(agent) };
    },
  },
  {
    name: 'http agent: an answer that nobody reads keeps its connection',
    async run(tools) {
      tools.serve(ANSWERS['one megabyte']);
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      tools.atEnd(() => agent.destroy());
      const first = http.get(optionsFor(tools.origin, '/', { agent }));
      const [unread] = await once(first, 'response');
      const second = http.get(optionsFor(tools.origin, '/', { agent })).on('error', () => {});
      const waits = await tools.settled(once(second, 'response'), 200);
      const before = { ...unreadState(unread), pools: pools(agent) };
      unread.resume();
      const answered = await tools.settled(once(second, 'response').then(([{ statusCode }]) => statusCode));
      return { waits, before, answered };
    },
  },
  {
    name: 'http agent: a small answer that nobody reads',
    async run(tools) {
      tools.serve(ANSWERS['a failure']);
      const agent = new http.Agent({ keepAlive: true });
      tools.atEnd(() => agent.destroy());
      const [unread] = await once(http.get(optionsFor(tools.origin, '/', { agent })), 'response');
      await tools.sleep(50);
      return { ...unreadState(unread), pools: pools(agent) };
    },
  },
  {
    name: 'http agent: answers without a listener are thrown away',
    async run(tools) {
      tools.serve(ANSWERS['one megabyte']);
      const agent = new http.Agent({ keepAlive: true });
      tools.atEnd(() => agent.destroy());
      const request = http.get(optionsFor(tools.origin, '/', { agent }));
      const closed = await tools.settled(once(request, 'close').then(() => true));
      await new Promise(setImmediate);
      return { closed, pools: pools(agent) };
    },
  },
  {
    name: 'http agent: a connection of a class of its own',
    async run(tools) {
      tools.serve(ANSWERS['a failure']);
      class Counting extends http.Agent {
        made = [];
        createConnection(options, done) {
          this.made.push(Object.keys(options).sort().join());
          return super.createConnection(options, done);
        }
      }
      const agent = new Counting({ keepAlive: true });
      tools.atEnd(() => agent.destroy());
      return { gets: await inOrder(2, () => get(tools.origin, { agent })), made: agent.made };
    },
  },
  {
    name: 'http agent: a stale connection is reset when it is used again',
    async run(tools) {
      tools.serve((request, response) => {
        response.end('{}');
        if (request.url !== '/') request.socket.destroy();
      });
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      tools.atEnd(() => agent.destroy());
      const first = await get(tools.origin, { agent });
      const request = http.get(optionsFor(tools.origin, '/cut', { agent }));
      tools.serve((cut) => cut.socket.destroy());
      const [error] = await once(request, 'error');
      return { first, reused: request.reusedSocket, error: errorOf(error) };
    },
  },
];

function unreadState({ complete, readableFlowing, readableLength }) {
  return { complete, readableFlowing, buffered: readableLength > 0 };
}

/** A proxy that forwards requests and opens tunnels. */
async function proxy(tools, target) {
  const lines = [];
  const server = http.createServer((request, response) => {
    lines.push(request.url.replace(/\d+\/$/, 'PORT/'));
    const { port, pathname } = new URL(request.url);
    const { method, headers } = request;
    const onward = http.request({ port, path: pathname, host: '127.0.0.1', method, headers, agent: false });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (_request, socket, head) => {
    lines.push('CONNECT');
    socket.on('error', () => {});
    if (target === undefined) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 2\r\n\r\nno');
      return;
    }
    const onward = net.connect(new URL(target).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  return { port: await tools.listen(server), lines };
}

async function tunnel(proxyPort, origin) {
  const connect = http.request({
    host: '127.0.0.1',
    port: proxyPort,
    method: 'CONNECT',
    path: new URL(origin).host,
    agent: false,
  });
  connect.end();
  const [response, socket] = await once(connect, 'connect');
  return { status: response.statusCode, socket };
}

const proxies = [
  {
    name: 'http proxy: a request with a whole URL',
    async run(tools) {
      tools.serve(ANSWERS['a failure']);
      const { port, lines } = await proxy(tools, tools.origin);
      return {
        got: await get(`http://127.0.0.1:${port}`, {
          path: `${tools.origin}/`,
          headers: { host: `127.0.0.1:${tools.port}` },
        }),
        lines,
      };
    },
  },
  ...[false, true].map((tls) => ({
    name: `http proxy: a tunnel to ${tls ? 'https' : 'http'}`,
    async run(tools) {
      const origin = await serve(tools, ANSWERS['a failure'], { tls });
      const { port, lines } = await proxy(tools, origin);
      const { status, socket } = await tunnel(port, origin);
      const options = tls ? { socket } : { agent: null, createConnection: () => socket };
      return { status, got: await get(origin, options), lines };
    },
  })),
  {
    name: 'http proxy: a tunnel that is refused',
    async run(tools) {
      const { port } = await proxy(tools, undefined);
      const { status, socket } = await tunnel(port, tools.origin);
      const [body] = await once(socket, 'end').then(() => ['ended']);
      return { status, body };
    },
  },
];

/** A part of a compressed stream that can be read by itself. */
async function coded(coder, text) {
  if (!coder) return text;
  coder.write(text);
  await new Promise((resolve) => coder.flush(resolve));
  return coder.read();
}

/** The server writes on only when the program has the part before: nothing may be held back. */
const stepwise = ['identity', 'gzip', 'br'].flatMap((coding) =>
  ['data', 'readable'].map((event) => ({
    name: `http flow: events one by one, ${coding}, by ${event}`,
    async run(tools) {
      tools.serve(async (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding });
        const coder = { gzip: zlib.createGzip, br: zlib.createBrotliCompress }[coding]?.();
        for (let index = 0; index < 8; index++) {
          response.write(await coded(coder, `data: {"choices":[{"delta":{"content":"word ${index}"}}]}\n\n`));
          tools.log(`wrote ${index}`);
          await tools.turn(response);
        }
        response.end();
      });
      const [response] = await once(http.get(optionsFor(tools.origin)), 'response');
      response.on(event, (part) => {
        const taken = event === 'data' ? part : response.read();
        if (taken === null) return;
        tools.log(`took ${digestOf([taken])}`);
        tools.took();
      });
      await once(response, 'end');
      return tools.events;
    },
  })),
);

/** Writes until the other side takes no more. */
function pour(total, counter) {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const piece = Buffer.alloc(65_536, ' ');
    const write = () => {
      while (counter.sent < total && !response.destroyed) {
        counter.sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', write);
      }
      if (!response.destroyed) response.end();
    };
    write();
  };
}

const backpressure = [
  ...['nobody', 'a paused reader', 'a pipe into a sink that is full'].map((reader) => ({
    name: `http flow: 64 MB to ${reader}`,
    async run(tools) {
      const counter = { sent: 0 };
      tools.serve(pour(64_000_000, counter));
      const request = http.get(optionsFor(tools.origin)).on('error', () => {});
      const [response] = await once(request, 'response');
      response.on('error', () => {});
      if (reader === 'a paused reader') response.once('data', () => response.pause());
      if (reader.startsWith('a pipe')) response.pipe(new (await import('node:stream')).Writable({ write() {} }));
      await tools.sleep(150);
      const held = response.readableLength;
      const { sent } = counter;
      await tools.sleep(100);
      const stalled = counter.sent === sent;
      request.destroy();
      return { stalled, sentLessThan16MB: sent < 16_000_000, heldAtMost128KB: held <= 131_072 };
    },
  })),
  {
    name: 'http flow: 20 MB to a slow reader',
    async run(tools) {
      const counter = { sent: 0 };
      tools.serve(pour(20_000_000, counter));
      const [response] = await once(http.get(optionsFor(tools.origin)), 'response');
      let size = 0;
      for await (const part of response) {
        size += part.length;
        if (Math.random() < 0.1) await tools.sleep(1);
      }
      return { size, complete: response.complete };
    },
  },
  {
    name: 'http flow: a hundred calls at once',
    async run(tools) {
      const answers = ['a failure', 'a success', 'events, one of them an error', 'gzip', 'no content'];
      tools.serve((request, response) => ANSWERS[answers[Number(request.url.slice(1)) % 5]](request, response));
      const agent = new http.Agent({ maxSockets: 25, keepAlive: true });
      tools.atEnd(() => agent.destroy());
      return Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          get(tools.origin, { path: `/${index}`, agent }).then(({ status, body }) => `${status} ${body}`),
        ),
      );
    },
  },
  {
    name: 'http flow: bytes that the program overwrites after it got them',
    async run(tools) {
      tools.serve(ANSWERS['events, one of them an error']);
      const [response] = await once(http.get(optionsFor(tools.origin)), 'response');
      const parts = [];
      for await (const part of response) {
        parts.push(Buffer.from(part));
        part.fill(0);
      }
      return digestOf(parts);
    },
  },
];

/** Others who put themselves into node:http. */
const wrapped = [
  {
    name: 'http wrapped: by a function of the program',
    async run(tools) {
      tools.serve(ANSWERS['a failure']);
      const { request } = http;
      const seen = [];
      http.request = function (...args) {
        seen.push(args.length);
        const made = Reflect.apply(request, this, args);
        const { emit } = made;
        made.emit = function (event, ...rest) {
          seen.push(event);
          return Reflect.apply(emit, this, [event, ...rest]);
        };
        return made;
      };
      tools.atEnd(() => {
        http.request = request;
      });
      const made = http.request(optionsFor(tools.origin));
      made.end();
      const [response] = await once(made, 'response');
      const { push } = response;
      const pushed = [];
      response.push = function (part, ...rest) {
        pushed.push(part === null ? null : part.length);
        return Reflect.apply(push, this, [part, ...rest]);
      };
      for await (const _part of response);
      return { seen, pushed, status: response.statusCode };
    },
  },
  {
    name: 'http wrapped: the push of one answer, put back by who wrapped it',
    async run(tools) {
      tools.serve(ANSWERS['events, one of them an error']);
      const [response] = await once(http.get(optionsFor(tools.origin)), 'response');
      const { push, destroy } = response;
      response.push = (...args) => Reflect.apply(push, response, args);
      response.destroy = (...args) => Reflect.apply(destroy, response, args);
      const parts = [];
      response.once('data', () => {
        response.push = push;
        response.destroy = destroy;
      });
      for await (const part of response) parts.push(part);
      return digestOf(parts);
    },
  },
  ...['nock', 'msw'].map((mocker) => ({
    name: `http wrapped: by ${mocker}`,
    async run(tools) {
      const origin = 'http://mocked.example';
      await mock(tools, mocker, origin);
      const failing = await get(origin, { path: '/failing' });
      const missing = await tools.settled(get(origin, { path: '/error' }));
      return { failing, missing };
    },
  })),
];

async function mock(tools, mocker, origin) {
  // What these mockers need and Node.js 20 lacks.
  Promise.withResolvers ??= function withResolvers() {
    const parts = {};
    parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return parts;
  };
  const body = JSON.parse(FAILURE);
  if (mocker === 'nock') {
    const nock = (await tools.load('nock')).default;
    nock.restore();
    nock.activate();
    nock(origin)
      .get('/failing')
      .reply(429, body, { 'content-type': 'application/json' })
      .get('/error')
      .replyWithError('of the mock');
    tools.atEnd(() => {
      nock.cleanAll();
      nock.restore();
    });
    return;
  }
  const [{ http: mocked, HttpResponse }, { setupServer }] = await Promise.all([
    tools.load('msw'),
    tools.load('msw/node'),
  ]);
  const server = setupServer(
    mocked.get(`${origin}/failing`, () => HttpResponse.json(body, { status: 429 })),
    mocked.get(`${origin}/error`, () => HttpResponse.error()),
  );
  server.listen({ onUnhandledRequest: 'bypass' });
  tools.atEnd(() => server.close());
}

/** Connections, proxies, the flow of bytes, and others at work in node:http. */
export const shapes = [...reuse, ...agents, ...proxies, ...stepwise, ...backpressure, ...wrapped];
