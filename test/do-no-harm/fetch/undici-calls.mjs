// Ways to call by undici other than fetch: name → (undici, url, helpers, options) => what the caller gets.
import { PassThrough, Writable } from 'node:stream';
import { digest } from '../tools.mjs';
import { drain } from './readers.mjs';

/** What undici says of an answer. */
function looksOf({ statusCode, statusText, headers, trailers, context }) {
  return { statusCode, statusText, headers, trailers, context };
}

function collector(chunk, pieces = []) {
  const sink = new Writable({
    write(piece, _encoding, done) {
      pieces.push(piece);
      chunk(piece);
      done();
    },
  });
  return Object.assign(sink, { pieces });
}

/** Everything that a handler is told, in undici's old manner and its new one. */
function handler(log, chunk, done) {
  const pieces = [];
  const finish = (error) => done(error ?? { body: digest(Buffer.concat(pieces)) });
  const data = (piece) => {
    pieces.push(piece);
    chunk(piece);
  };
  const texts = (headers) =>
    Array.isArray(headers) ? headers.map(String) : Object.entries(headers ?? {}).map((pair) => pair.join(': '));
  const old = {
    onConnect: () => log('connect'),
    onHeaders: (status, headers, _resume, text) => Boolean(log(`headers ${status} ${text} ${texts(headers)}`)) || true,
    onData: (piece) => data(piece) ?? true,
    onComplete: (trailers) => finish(log(`complete ${texts(trailers)}`)),
    onError: (error) => finish(error),
  };
  const modern = {
    onRequestStart: () => log('connect'),
    onResponseStart: (_controller, status, headers, text) => log(`headers ${status} ${text} ${texts(headers)}`),
    onResponseData: (_controller, piece) => data(piece),
    onResponseEnd: (_controller, trailers) => finish(log(`complete ${texts(trailers)}`)),
    onResponseError: (_controller, error) => finish(error),
  };
  return { old, modern };
}

export const CALLS = {
  async request({ request }, url, { chunk, log }, options) {
    const answer = await request(url, options);
    log('resolved');
    const body = await drain(answer.body, chunk);
    return { ...looksOf(answer), body };
  },

  async 'request with listeners'({ request }, url, { chunk, log, errorOf }, options) {
    const answer = await request(url, options);
    const pieces = [];
    let stack;
    await new Promise((resolve) => {
      answer.body
        .on('data', (piece) => {
          stack = errorOf(new Error('made by a listener'));
          pieces.push(piece);
          chunk(piece);
        })
        .on('end', () => log('end'))
        .on('error', (error) => log(errorOf(error)))
        .on('close', resolve);
    });
    return { ...looksOf(answer), body: digest(Buffer.concat(pieces)), stack };
  },

  async 'request, destroyed'({ request }, url, { chunk, log, closed, errorOf }, options) {
    const { body } = await request(url, options);
    body.on('error', (error) => log(errorOf(error)));
    await new Promise((resolve) => body.on('close', resolve).once('data', (piece) => chunk(piece) ?? body.destroy()));
    const seen = await closed();
    return { closed: seen, errored: String(body.errored), bodyUsed: body.bodyUsed };
  },

  async 'request, dumped'({ request }, url, { log }, options) {
    const answer = await request(url, options);
    await answer.body.dump();
    log('dumped');
    return looksOf(answer);
  },

  async stream({ stream }, url, { chunk }, options) {
    const sink = collector(chunk);
    const answer = await stream(url, { ...options, opaque: sink }, ({ opaque, ...looks }) => {
      opaque.looks = looksOf(looks);
      return opaque;
    });
    return { looks: sink.looks, trailers: answer.trailers, body: digest(Buffer.concat(sink.pieces)) };
  },

  async 'stream to a sink that fails'({ stream }, url, { chunk }, options) {
    const sink = new Writable({ write: (piece, _encoding, done) => chunk(piece) ?? done(new Error('disk full')) });
    await stream(url, options, () => sink);
  },

  async pipeline({ pipeline }, url, { chunk }, options) {
    let looks;
    const duplex = pipeline(url, { ...options, method: 'POST' }, ({ body, ...answer }) => {
      looks = looksOf(answer);
      return body.pipe(new PassThrough());
    });
    duplex.end('sent');
    return { body: await drain(duplex, chunk), looks };
  },

  async dispatch({ dispatcher, modern }, url, { chunk, log }, options) {
    const { origin, pathname, search } = new URL(url);
    const result = await new Promise((resolve) => {
      const { old, modern: newer } = handler(log, chunk, resolve);
      dispatcher.dispatch({ origin, path: pathname + search, method: 'GET', ...options }, modern ? newer : old);
    });
    if (result instanceof Error) throw result;
    return result;
  },
};

/** Those that take the body as a whole, or not at all. */
export const WHOLE_CALLS = ['request, dumped'];
