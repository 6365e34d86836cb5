// What the loopback server may answer: name → (request, response, tools) => void.
import zlib from 'node:zlib';

const REFUSED = JSON.stringify({ id: '0123', base_resp: { status_code: 1008, status_msg: 'insufficient balance' } });
const ANSWERED = JSON.stringify({
  choices: [{ message: { content: '你好 '.repeat(50) } }],
  base_resp: { status_code: 0 },
});
const EVENTS = [1, 2, 3].map((n) => `data: {"choices":[{"delta":{"content":"piece ${n} 你好"}}]}\n\n`);
const FAILED_EVENTS = [EVENTS[0], EVENTS[1], `data: ${REFUSED}\n\n`];
const JSON_TYPE = { 'content-type': 'application/json' };
const EVENT_TYPE = { 'content-type': 'text/event-stream; charset=utf-8' };
/** REFUSED by zstd, which not every Node.js here has. */
const ZSTD = Buffer.from(
  'KLUv/SRQgQIAeyJpZCI6IjAxMjMiLCJiYXNlX3Jlc3AiOnsic3RhdHVzX2NvZGUiOjEwMDgsInN0YXR1c19tc2ciOiJpbnN1ZmZpY2llbnQgYmFsYW5jZSJ9fQ==',
  'base64',
);

function whole(status, body, headers = JSON_TYPE) {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

function coded(coding, body, headers = JSON_TYPE) {
  return whole(200, body, { ...headers, 'content-encoding': coding });
}

/** Each piece when the caller has taken the former. */
function paced(pieces, headers, end = (response) => response.end()) {
  const answer = async (_request, response, tools) => {
    response.writeHead(200, headers);
    for (const [index, piece] of pieces.entries()) {
      tools.log(`sent ${index + 1}`);
      response.write(piece);
      await tools.turn(response);
      if (response.destroyed) return;
    }
    end(response);
  };
  return Object.assign(answer, { paced: true });
}

/** Bytes as they are, in the place of HTTP. */
function raw(bytes, end = (socket) => socket.end()) {
  return (request) => {
    request.socket.write(bytes);
    end(request.socket);
  };
}

function redirect(status, location, body) {
  return (request, response) => {
    if (request.url.endsWith('/there')) whole(200, REFUSED)(request, response);
    else response.writeHead(status, { ...(location && { location }), ...JSON_TYPE }).end(body);
  };
}

const GZIPPED = zlib.gzipSync(REFUSED);
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** Answers that every caller gets. */
export const ANSWERS = {
  'a failure': whole(429, JSON.stringify({ error: { message: 'slow down', code: 'rate_limit' } })),
  'a success': whole(200, ANSWERED),
  'a failure in a success': whole(200, REFUSED),
  'a page of HTML': whole(502, '<html><h1>Bad Gateway</h1></html>', { 'content-type': 'text/html' }),
  'healthy events': paced(EVENTS, EVENT_TYPE),
  'events with a failure': paced(FAILED_EVENTS, EVENT_TYPE),
  'events that are cut': paced(EVENTS.slice(0, 2), EVENT_TYPE, (response) => response.destroy()),
  'events that are cut inside a chunk': Object.assign(
    async (request, response, tools) => {
      request.socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n`);
      tools.log('sent 1');
      request.socket.write(`20\r\ndata: {"choices":`);
      await tools.turn(response);
      request.socket.destroy();
    },
    { paced: true },
  ),
  'events by gzip': coded('gzip', zlib.gzipSync(FAILED_EVENTS.join('')), EVENT_TYPE),
  gzip: coded('gzip', GZIPPED),
  br: coded('br', zlib.brotliCompressSync(REFUSED)),
  deflate: coded('deflate', zlib.deflateSync(REFUSED)),
  'raw deflate': coded('deflate', zlib.deflateRawSync(REFUSED)),
  zstd: coded('zstd', ZSTD),
  'gzip twice': coded('gzip, gzip', zlib.gzipSync(GZIPPED)),
  'broken gzip': coded('gzip', 'this is not gzip'),
  'truncated gzip': coded('gzip', GZIPPED.subarray(0, 40)),
  'an unknown coding': coded('snappy', REFUSED),
  'a bomb': coded('gzip', zlib.gzipSync(Buffer.alloc(8_000_000, ' '))),
  trailers: (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, trailer: 'x-checksum' });
    response.write(REFUSED);
    response.addTrailers({ 'x-checksum': 'abc' });
    response.end();
  },
  'less than announced': raw(`${HEAD}content-length: 500\r\n\r\n${REFUSED}`),
  'more than announced': raw(`${HEAD}content-length: 20\r\nconnection: close\r\n\r\n${REFUSED}`),
  'an end without a length': raw(`${HEAD}connection: close\r\n\r\n${REFUSED}`),
  'an empty body': whole(200, ''),
  'no content': whole(204, undefined, {}),
  'not modified': whole(304, undefined, { etag: '"1"' }),
  'early hints': (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => whole(200, REFUSED)(undefined, response));
  },
  'a redirect with a body': redirect(301, '/there', REFUSED),
  'a redirect that keeps the method': redirect(307, '/there', REFUSED),
  'a redirect to nowhere': redirect(302, undefined, ''),
  'an endless redirect': (_request, response) => response.writeHead(302, { location: '/again' }).end(),
  'headers twice and odd ones': whole(200, REFUSED, [
    ...[
      'content-type',
      'application/json',
      'set-cookie',
      'a=1',
      'set-cookie',
      'b=2',
      'x-odd',
      'caf\u00e9',
      'x-empty',
      '',
    ],
  ]),
  'no HTTP at all': raw('SSH-2.0-OpenSSH_9.6\r\n'),
  'a hang-up before headers': raw(''),
  'a reset before headers': (request) => request.socket.resetAndDestroy(),
  'a megabyte': whole(200, JSON.stringify({ text: 'x'.repeat(1_000_000) })),
};

export { EVENT_TYPE, EVENTS, JSON_TYPE, REFUSED, whole };
