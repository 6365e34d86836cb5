import { createHash } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorOf } from '../error-of.mjs';
import { ANSWERS, FAILURE } from '../observe/answers.mjs';
import { moduleFor, observeExchange, optionsFor } from '../observe/http-exchange.mjs';
import { serve } from '../observe/http-server.mjs';
import { digestOf } from '../observe/values.mjs';

const silent = () => {};
const headersThenSilence = (_request, response) => response.writeHead(200).flushHeaders();
const refused = (_request, response) => response.writeHead(429, { 'content-type': 'application/json' }).end(FAILURE);

/** Tells what the server got of a body. */
function echo(request, response) {
  const hash = createHash('sha256');
  let size = 0;
  request.on('data', (part) => {
    size += part.length;
    hash.update(part);
  });
  request.on('end', () =>
    response.writeHead(500).end(`${size} ${hash.digest('hex')} ${JSON.stringify(request.trailers)}`),
  );
}

async function text(response) {
  const parts = [];
  for await (const part of response) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Requests that end in one way or other: what the server does, and what the program does. */
const REQUESTS = {
  'destroy before anything is sent': { answer: silent, prepare: (request) => request.destroy() },
  'destroy with an error before headers': {
    answer: silent,
    prepare(request) {
      request.end();
      setTimeout(() => request.destroy(new TypeError('not any more')), 400);
    },
  },
  'destroy in the turn of the answer': {
    answer: refused,
    prepare(request) {
      request.on('response', () => request.destroy());
      request.end();
    },
  },
  'abort() before headers': {
    answer: silent,
    prepare(request) {
      request.end();
      setTimeout(() => request.abort(), 400);
    },
  },
  'a signal before headers': {
    answer: silent,
    options: () => ({ signal: abortIn(400) }),
  },
  'a signal that has fired': {
    answer: silent,
    options: () => ({ signal: AbortSignal.abort(new Error('of the program')) }),
  },
  'a signal in the body': { answer: ANSWERS['events that go on'], options: () => ({ signal: abortIn(400) }) },
  'AbortSignal.timeout': { answer: silent, options: () => ({ signal: AbortSignal.timeout(400) }) },
  'a timeout that nobody heeds': {
    answer: (_request, response) => setTimeout(refused, 700, _request, response),
    options: () => ({ timeout: 400 }),
  },
  'a timeout that destroys': {
    answer: silent,
    options: () => ({ timeout: 400 }),
    prepare(request) {
      request.on('timeout', () => request.destroy(new Error('too slow')));
      request.end();
    },
  },
  'setTimeout of the request': {
    answer: headersThenSilence,
    prepare(request) {
      request.setTimeout(400, () => request.destroy());
      request.end();
    },
  },
  'setTimeout of the answer': {
    answer: headersThenSilence,
    read: (response) =>
      new Promise((resolve) => {
        response.resume();
        response.setTimeout(400, () => {
          response.destroy();
          resolve('too slow');
        });
      }),
  },
  'setTimeout of the socket': {
    answer: silent,
    prepare(request) {
      request.on('socket', (socket) => socket.setTimeout(400, () => request.destroy()));
      request.end();
    },
  },
  'Expect: 100-continue': {
    answer: echo,
    options: () => ({ method: 'POST', headers: { expect: '100-continue' } }),
    prepare(request) {
      request.on('continue', () => request.end('after the word'));
      request.flushHeaders();
    },
    read: text,
  },
  'trailers of the request': {
    answer: echo,
    options: () => ({ method: 'POST', headers: { trailer: 'x-sum' } }),
    prepare(request) {
      request.write('body');
      request.addTrailers({ 'x-sum': '1' });
      request.end();
    },
    read: text,
  },
  'an upload in one piece': {
    answer: echo,
    options: () => ({ method: 'POST' }),
    prepare: (request) => request.end(Buffer.alloc(300_000, 'u')),
    read: text,
  },
  'an upload of ten megabytes by pipeline': {
    answer: echo,
    options: () => ({ method: 'POST' }),
    prepare(request) {
      const pieces = Array.from({ length: 160 }, (_, index) => Buffer.alloc(65_536, index));
      void pipeline(Readable.from(pieces), request).catch(() => {});
    },
    read: text,
  },
  'an upload whose source fails': {
    answer: echo,
    options: () => ({ method: 'POST' }),
    prepare(request, { note }) {
      const source = Readable.from(
        (async function* () {
          yield 'some';
          await sleep(20);
          throw new RangeError('the source failed');
        })(),
      );
      pipeline(source, request).catch((error) => note(`pipeline ${error.message}`));
    },
  },
  'an answer before the end of the upload': {
    answer: refused,
    options: () => ({ method: 'POST' }),
    prepare(request) {
      request.write('some');
      request.on('response', (response) => response.on('end', () => request.end()));
    },
  },
  HEAD: {
    answer: (_request, response) => response.writeHead(429, { 'content-length': 99 }).end(),
    options: () => ({ method: 'HEAD' }),
  },
  'a header that is no header': {
    answer: refused,
    options: () => ({ headers: { 'x-odd': 'Gr\u00fc\u00dfe', 'X-Twice': ['1', '2'] } }),
  },
  maxHeaderSize: {
    answer: (_request, response) => response.writeHead(200, { 'x-large': 'x'.repeat(5000) }).end('{}'),
    options: () => ({ maxHeaderSize: 1000 }),
  },
  insecureHTTPParser: { answer: ANSWERS['an invalid header'], options: () => ({ insecureHTTPParser: true }) },
  joinDuplicateHeaders: {
    answer: ANSWERS['headers twice and odd ones'],
    options: () => ({ joinDuplicateHeaders: true }),
  },
  'a connection of the program': {
    answer: refused,
    options: (tools) => ({ agent: null, createConnection: () => net.connect(tools.port, '127.0.0.1') }),
  },
  'an agent whose connection fails': {
    answer: refused,
    options: () => ({ agent: null, createConnection: (_options, done) => void done(new Error('no way there')) }),
  },
  'a lookup of the program': {
    answer: refused,
    options: () => ({
      hostname: 'localhost',
      lookup: (_name, options, done) =>
        options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    }),
  },
  'a name that is not found': {
    answer: refused,
    options: () => ({
      hostname: 'localhost',
      lookup: (name, _options, done) =>
        done(
          Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
            code: 'ENOTFOUND',
            syscall: 'getaddrinfo',
            hostname: name,
          }),
        ),
    }),
  },
  'a port that refuses': { answer: refused, options: () => ({ port: 1 }) },
  'a certificate that nobody signed': { tls: true, answer: refused, options: () => ({ ca: [] }) },
  'plain words to TLS': { tls: true, answer: refused, options: () => ({ protocol: 'http:' }), module: http },
  'a timeout over TLS': { tls: true, answer: silent, options: () => ({ timeout: 400 }), prepare: destroyAtTimeout },
  'a signal over TLS': { tls: true, answer: ANSWERS['events that go on'], options: () => ({ signal: abortIn(400) }) },
};

function abortIn(milliseconds) {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), milliseconds);
  return abort.signal;
}

function destroyAtTimeout(request) {
  request.on('timeout', () => request.destroy());
  request.end();
}

/** What is thrown before there is a request. */
const MISTAKES = {
  'a path with a space': (origin) => moduleFor(origin).get(`${origin}/`, { path: '/a b' }),
  'a protocol that is not ours': (origin) => moduleFor(origin).get(optionsFor(origin, '/', { protocol: 'gopher:' })),
  'a method that is none': (origin) => moduleFor(origin).request(optionsFor(origin, '/', { method: 'A B' })),
  'a header with a line break': (origin) =>
    moduleFor(origin).request(optionsFor(origin, '/', { headers: { a: 'b\r\nc: d' } })),
  'no URL': () => http.get('http://'),
};

const requests = Object.entries(REQUESTS).map(([name, { tls, answer, options, module, ...rest }]) => ({
  name: `http request: ${name}`,
  async run(tools) {
    const origin = await serve(tools, answer, { tls });
    const observed = await tools.settled(observeExchange(origin, { module, options: options?.(tools), ...rest }));
    return { observed, requests: tools.requests };
  },
}));

const mistakes = Object.entries(MISTAKES).map(([name, make]) => ({
  name: `http request: ${name}`,
  async run({ origin }) {
    try {
      make(origin)
        .on('error', () => {})
        .destroy();
      return 'nothing thrown';
    } catch (error) {
      return errorOf(error);
    }
  },
}));

/** The second part comes when the program has the first. */
function inTwo(tools) {
  return async (_request, response) => {
    response.write('one');
    await tools.turn(response);
    response.end('two');
  };
}

/** A listener of the program that throws: where the error goes, and what becomes of the answer. */
const throwing = ['data', 'the second data', 'end', 'readable', 'response', 'close'].map((event) => ({
  name: `http request: a listener that throws at ${event}`,
  async run(tools) {
    tools.serve(inTwo(tools));
    const thrown = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error, origin) => thrown.push({ origin, ...errorOf(error) }));
    const request = http.get(optionsFor(tools.origin));
    const fail = () => {
      throw new RangeError(`of the program, at ${event}`);
    };
    const words = [];
    request.on('error', ({ message }) => words.push(`request error ${message}`));
    if (event === 'response') request.once('response', fail);
    request.on('response', (response) => {
      response.once('data', () => tools.took());
      if (event === 'the second data') response.once('data', () => response.once('data', fail));
      else if (event !== 'response') response.once(event, fail);
      for (const name of ['end', 'error', 'close']) response.on(name, () => words.push(name));
    });
    await tools.until(() => thrown.length > 0);
    await sleep(20);
    request.destroy();
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
    return { thrown, words };
  },
}));

const upgrades = {
  refused: { answer: refused },
  accepted: {
    upgrade: (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\nfirst');
      socket.on('data', (part) => socket.end(`heard ${part}`));
    },
  },
  cut: {
    upgrade: (socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    },
  },
  'answered with 401 by the server': {
    upgrade: (socket) =>
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'),
  },
  'hung up on': { upgrade: (socket) => socket.destroy() },
};

const upgrading = Object.entries(upgrades).flatMap(([name, { answer = silent, upgrade }]) =>
  [true, false].map((listened) => ({
    name: `http upgrade: ${name}${listened ? '' : ', without a listener'}`,
    async run(tools) {
      tools.serve(answer);
      if (upgrade) tools.server.on('upgrade', (_request, socket) => upgrade(socket));
      const words = [];
      const heard = [];
      const request = http.get(optionsFor(tools.origin, '/', { headers: { connection: 'upgrade', upgrade: 'echo' } }));
      const keys = () => Object.keys(request).sort().join();
      if (listened) {
        request.on('upgrade', (response, socket, head) => {
          words.push(`upgrade ${response.statusCode} ${head}`, keys(), Object.keys(socket).sort().join());
          socket.on('data', (part) => heard.push(part));
          for (const event of ['end', 'error', 'close']) socket.on(event, () => words.push(`socket ${event}`));
          socket.write('hello');
        });
      }
      request.on('response', (response) => {
        words.push(`response ${response.statusCode}`);
        response.resume().on('end', () => words.push('response end'));
      });
      request.on('error', (error) => words.push(errorOf(error)));
      const closed = new Promise((resolve) => request.on('close', resolve));
      await tools.settled(closed, 500);
      await tools.until(
        () => !listened || !words.some((word) => String(word).startsWith('upgrade')) || words.includes('socket close'),
      );
      return { words, heard: digestOf(heard) };
    },
  })),
);

/** Requests made in every state that a program can bring one into. */
export const shapes = [...requests, ...mistakes, ...throwing, ...upgrading];
