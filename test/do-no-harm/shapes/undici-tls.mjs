// undici over TLS, where it may speak HTTP/2: answers on a stream of a session that all calls share.
import http2 from 'node:http2';
import zlib from 'node:zlib';
import { EVENT_TYPE, EVENTS, JSON_TYPE, REFUSED } from '../fetch/answers.mjs';
import { UNDICIS } from '../fetch/fetches.mjs';
import { selfSigned } from '../observe/http-server.mjs';
import { digest } from '../tools.mjs';

/** Answers: name → (request, response) => void. */
const ANSWERS = {
  'a failure': (_request, response) => response.writeHead(429, JSON_TYPE).end(REFUSED),
  'a failure in a success': (_request, response) => response.writeHead(200, JSON_TYPE).end(REFUSED),
  'events with a failure': (_request, response) =>
    response.writeHead(200, EVENT_TYPE).end(`${EVENTS.join('')}data: ${REFUSED}\n\n`),
  gzip: (_request, response) =>
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(zlib.gzipSync(REFUSED)),
  'no content': (_request, response) => response.writeHead(204).end(),
  'a megabyte': (_request, response) => response.writeHead(200, JSON_TYPE).end(`"${'x'.repeat(1_000_000)}"`),
  'a reset of the stream': (_request, response) => {
    response.writeHead(200, EVENT_TYPE).write(EVENTS[0]);
    setTimeout(() => (response.stream ? response.stream.close(8) : response.destroy()), 30);
  },
};

function shape(version, allowH2, answer) {
  return {
    name: `undici ${version}: over TLS${allowH2 ? ' with HTTP/2' : ''}: ${answer}`,
    async run({ load, listen, settled }) {
      const { Agent, request, fetch } = await load(`undici-${version}`);
      const sessions = new Set();
      const server = http2.createSecureServer({ ...selfSigned(), allowHTTP1: true }, (asked, response) => {
        sessions.add(asked.httpVersion);
        response.sendDate = false;
        response.on('error', () => {});
        ANSWERS[answer](asked, response);
      });
      const url = `https://127.0.0.1:${await listen(server)}/v1`;
      const dispatcher = new Agent({ allowH2, connect: { rejectUnauthorized: false } });
      const byRequest = request(url, { dispatcher }).then(async ({ statusCode, headers, body }) => {
        return { statusCode, headers, body: digest(await body.bytes()) };
      });
      const requested = await settled(byRequest);
      const byFetch = fetch(url, { dispatcher }).then(async (response) => {
        return { status: response.status, headers: [...response.headers], body: digest(await response.text()) };
      });
      const fetched = await settled(byFetch);
      await settled(dispatcher.destroy());
      return { requested, fetched, versions: [...sessions] };
    },
  };
}

export const shapes = UNDICIS.flatMap((version) =>
  [false, true].flatMap((allowH2) => Object.keys(ANSWERS).map((answer) => shape(version, allowH2, answer))),
);
