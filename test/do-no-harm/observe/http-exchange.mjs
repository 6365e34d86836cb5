import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { errorOf } from '../error-of.mjs';
import { selfSigned } from './http-server.mjs';
import { Diary, digestOf } from './values.mjs';

const storage = new AsyncLocalStorage();
// Without `upgrade` and `connect`: a listener for those changes what Node.js does.
const REQUEST_EVENTS = ['abort', 'continue', 'finish', 'timeout', 'close'];
const RESPONSE_EVENTS = ['aborted', 'end', 'close'];

/** Options for `http.request` that reach a server, with a connection of its own. */
export function optionsFor(origin, path = '/', options = {}) {
  const { protocol, hostname, port } = new URL(origin);
  const tls = protocol === 'https:' && { ca: selfSigned().cert };
  return { protocol, hostname, port, path, agent: false, ...tls, ...options };
}

/** The module that speaks the protocol of an origin. */
export function moduleFor(origin) {
  return origin.startsWith('https:') ? https : http;
}

/**
 * Makes one request with node:http or node:https and tells everything that the program can see of it: order of events,
 * errors, what the objects look like, the body as `read` read it, and the asynchronous context of the callbacks.
 * `read(response, exchange)` gives what it read; `prepare(request, exchange)` may write, abort and the like.
 */
export function observeExchange(
  origin,
  { path, options = {}, module = moduleFor(origin), read = readData, prepare = (request) => request.end() },
) {
  const diary = new Diary();
  const stores = new Set();
  const note = (word) => {
    diary.note(word);
    stores.add(storage.getStore());
  };
  return storage.run('of the caller', async () => {
    const request = module.request(optionsFor(origin, path, options));
    const ends = [
      new Promise((resolve) => {
        request.on('close', resolve);
        // Some requests that fail are never closed.
        request.on('error', () => setTimeout(resolve, 300));
      }),
    ];
    let answer;
    for (const name of REQUEST_EVENTS) {
      request.on(name, () => note(`request ${name}`));
    }
    request.on('error', (error) => {
      note(`request error`);
      answer = { ...answer, requestError: errorOf(error) };
    });
    request.on('information', ({ statusCode, headers }) => note(`${statusCode} ${JSON.stringify(headers)}`));
    request.on('response', (response) => {
      note('response');
      const looks = looksOf(request, response);
      for (const name of RESPONSE_EVENTS) response.on(name, () => note(`response ${name}`));
      for (const name of ['pause', 'resume']) response.on(name, () => diary.noteOnce(`response ${name}`));
      const errors = [];
      response.on('error', (error) => {
        note('response error');
        errors.push(errorOf(error));
      });
      ends.push(new Promise((resolve) => response.on('close', resolve)));
      const reading = Promise.resolve()
        .then(() => read(response, { request, note, diary }))
        .catch((error) => ({ thrown: errorOf(error) }));
      ends.push(
        reading.then((body) => {
          answer = { ...answer, looks, body, errors, after: stateOf(request, response) };
        }),
      );
    });
    prepare(request, { note, diary });
    await ends[0];
    await Promise.all(ends);
    await new Promise(setImmediate);
    return { events: diary.words, contexts: [...stores], ...answer };
  });
}

/** What the objects look like to a program that prints or copies them. */
function looksOf(request, response) {
  const { statusCode, statusMessage, httpVersion, headers, rawHeaders, headersDistinct } = response;
  return {
    statusCode,
    statusMessage,
    httpVersion,
    headers,
    rawHeaders,
    distinct: { ...headersDistinct },
    responseKeys: Object.keys(response).sort().join(),
    requestKeys: Object.keys(request).sort().join(),
    responseListeners: response.eventNames().map((name) => `${String(name)} ${response.listenerCount(name)}`),
    flowing: response.readableFlowing,
    classes: [response.constructor.name, request.constructor.name],
    reused: request.reusedSocket,
  };
}

function stateOf(request, response) {
  const { complete, aborted, readableEnded, readableAborted, destroyed, errored, rawTrailers, trailers } = response;
  return {
    complete,
    aborted,
    readableEnded,
    readableAborted,
    destroyed,
    errored: errored?.code,
    rawTrailers,
    trailers,
    requestDestroyed: request.destroyed,
  };
}

/** Reads by `data` events. */
export function readData(response) {
  return new Promise((resolve) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    if (response.closed) resolve(digestOf(parts));
    else response.on('close', () => resolve(digestOf(parts)));
  });
}
