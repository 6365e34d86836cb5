// Calls that are given up, and calls that never arrive.
import { createServer as createNetServer } from 'node:net';
import { EVENT_TYPE, JSON_TYPE, REFUSED } from '../fetch/answers.mjs';
import { FETCHES, UNDICIS } from '../fetch/fetches.mjs';
import { digest } from '../tools.mjs';

const REASONS = {
  nothing: () => undefined,
  'an error': () => new Error('the user left'),
  'a string': () => 'enough',
  'a TimeoutError': () => new DOMException('too slow', 'TimeoutError'),
};

/** When to abort: name → (tools, abort) => answer of the server. */
const MOMENTS = {
  'before the call': (_tools, abort) => abort() ?? ((_request, response) => response.end()),
  'when the request arrives': (_tools, abort) => () => abort(),
  'when a part of the headers is there': (_tools, abort) => (request) =>
    request.socket.write('HTTP/1.1 200 OK\r\nx: ', () => setTimeout(abort, 10)),
  'after the headers': () => (_request, response) => response.writeHead(429, JSON_TYPE).flushHeaders(),
  'after a chunk': () => (_request, response) => response.writeHead(200, EVENT_TYPE).write('data: {}\n\n'),
  'after a chunk of a failure': () => (_request, response) => response.writeHead(500, JSON_TYPE).write(REFUSED),
  'after the end': () => (_request, response) => response.writeHead(200, JSON_TYPE).end(REFUSED),
};

function aborted(name, moment, reason) {
  return {
    name: `${name}: aborted ${moment} with ${reason}`,
    async run(tools) {
      const { origin, settled, serve, until, log, events, errorOf } = tools;
      const fetch = await FETCHES[name](tools);
      const controller = new AbortController();
      const given = REASONS[reason]();
      let closed = false;
      let asked = false;
      const answer = MOMENTS[moment](tools, () => controller.abort(given));
      serve((request, response) => {
        asked = true;
        response.on('close', () => (closed = true));
        answer(request, response);
      });
      const call = async () => {
        const response = await fetch(origin, { signal: controller.signal });
        log(`headers ${response.status}`);
        if (moment === 'after the headers') controller.abort(given);
        const reader = response.body.getReader();
        let body = '';
        for (let step = await reader.read(); !step.done; step = await reader.read()) {
          body += Buffer.from(step.value);
          log(`got ${step.value.length}`);
          if (moment.startsWith('after a chunk')) controller.abort(given);
        }
        if (moment === 'after the end') controller.abort(given);
        return digest(body);
      };
      const raw = await call().then(
        (value) => ({ value }),
        (error) => ({ same: error === given, error: errorOf(error) }),
      );
      return { raw, asked, closed: asked && (await until(() => closed)), events: [...events], ...(await settled(0)) };
    },
  };
}

function timedOut(name, when) {
  return {
    name: `${name}: AbortSignal.timeout ${when}`,
    async run(tools) {
      const { origin, settled, serve } = tools;
      const fetch = await FETCHES[name](tools);
      serve((_request, response) => {
        if (when === 'after the headers') response.writeHead(200, EVENT_TYPE).write('data: {}\n\n');
      });
      // Long enough for the headers on a busy machine.
      const signal = AbortSignal.timeout(when === 'after the headers' ? 400 : 60);
      return settled(fetch(origin, { signal }).then((response) => response.text()));
    },
  };
}

/** Addresses where no answer comes from: name → (tools) => URL. */
const NOWHERE = {
  'a port that refuses': async () => {
    const server = createNetServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${port}/v1`;
  },
  'a name that nobody has': () => 'http://no-such-host.invalid/v1',
  'a blocked port': () => 'http://127.0.0.1:1/v1',
  'no URL at all': () => 'not a URL',
  'a scheme that nobody speaks': () => 'gopher://127.0.0.1/',
  'credentials in the URL': () => 'http://user:pass@127.0.0.1/',
  'HTTPS where there is none': ({ origin }) => origin.replace('http', 'https'),
  'a data URL': () => 'data:application/json,{}',
  'an invalid header': ({ origin }) => [origin, { headers: { 'x-bad': 'a\nb' } }],
  'an invalid method': ({ origin }) => [origin, { method: 'TRACE' }],
  'a body with GET': ({ origin }) => [origin, { body: 'x' }],
};

function nowhere(name, where) {
  return {
    name: `${name}: ${where}`,
    async run(tools) {
      const fetch = await FETCHES[name](tools);
      const address = [await NOWHERE[where](tools)].flat();
      return tools.settled(fetch(...address).then((response) => response.text()));
    },
  };
}

/** The time limits of undici's own. */
function limits(version) {
  const limit = (name, options, answer) => ({
    name: `undici ${version}: ${name}`,
    async run({ load, origin, serve, settled, errorOf, log, events }) {
      const { Agent, request } = await load(`undici-${version}`);
      const dispatcher = new Agent(options);
      serve(answer);
      const outcome = await settled(
        request(origin, { dispatcher }).then(async ({ statusCode, body }) => {
          log(`headers ${statusCode}`);
          return digest(await body.text());
        }),
      );
      await dispatcher.destroy().catch((error) => log(errorOf(error)));
      return { outcome, events };
    },
  });
  return [
    limit('no headers in time', { headersTimeout: 100 }, () => {}),
    limit('no body in time', { bodyTimeout: 100 }, (_request, response) =>
      response.writeHead(200, JSON_TYPE).write('{'),
    ),
    limit('too large a body', { maxResponseSize: 10 }, (_request, response) =>
      response.writeHead(200, JSON_TYPE).end(REFUSED),
    ),
    limit('too large headers', { maxHeaderSize: 100 }, (_request, response) =>
      response.writeHead(200, { x: 'x'.repeat(500) }).end(),
    ),
  ];
}

export const shapes = [
  ...Object.keys(FETCHES).flatMap((name) => [
    ...Object.keys(MOMENTS).flatMap((moment) => Object.keys(REASONS).map((reason) => aborted(name, moment, reason))),
    timedOut(name, 'before the headers'),
    timedOut(name, 'after the headers'),
    ...Object.keys(NOWHERE).map((where) => nowhere(name, where)),
  ]),
  ...UNDICIS.flatMap(limits),
];
