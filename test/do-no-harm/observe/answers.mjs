import zlib from 'node:zlib';

/** A failure that a catalog names. */
export const FAILURE = JSON.stringify({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } });
/** A success of about one kilobyte. */
export const SUCCESS = JSON.stringify({
  reply: 'x'.repeat(1000),
  base_resp: { status_code: 0, status_msg: 'success' },
});

const EVENTS = Array.from(
  { length: 20 },
  (_, index) => `data: {"choices":[{"delta":{"content":"word ${index}"}}]}\n\n`,
);
const SSE = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };

function send(status, body, headers = JSON_TYPE) {
  return (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

function stream(parts, headers = SSE, finish = (response) => response.end()) {
  return (_request, response) => {
    response.writeHead(200, headers);
    const rest = [...parts];
    const next = () => {
      const part = rest.shift();
      if (part === undefined) finish(response);
      else response.write(part, () => setTimeout(next, 1));
    };
    next();
  };
}

/** Bytes as they are, on the connection itself. */
function raw(text, finish = (socket) => socket.end()) {
  return ({ socket }) => {
    socket.write(text, () => finish(socket));
  };
}

const coded = (coding, bytes) => send(200, bytes, { ...JSON_TYPE, 'content-encoding': coding });
// A connection with TLS cannot be reset.
const reset = (socket) => (socket.encrypted ? socket.destroy() : socket.resetAndDestroy());
const gzipped = zlib.gzipSync(SUCCESS);

/** What a server answers, by name. Each takes request and response. Who reads one that goes on has to end it. */
export const ANSWERS = {
  'a failure': send(400, FAILURE),
  'a failure in a success': send(200, FAILURE),
  'a success': send(200, SUCCESS),
  'an empty body': send(500, ''),
  'a page of HTML': send(502, '<html><body>Bad gateway</body></html>', { 'content-type': 'text/html' }),
  'no content': send(204, undefined, {}),
  'not modified': send(304, undefined, { etag: '"1"' }),
  'a redirect with a body': send(302, 'elsewhere', { location: '/elsewhere', 'content-type': 'text/plain' }),
  'one megabyte': send(200, Buffer.alloc(1_000_000, 'a')),
  events: stream([...EVENTS, 'data: [DONE]\n\n']),
  'events, one of them an error': stream([...EVENTS, 'data: {"error":{"message":"overloaded","code":"1002"}}\n\n']),
  'events that go on': (_request, response) => {
    response.writeHead(200, SSE);
    response.write(EVENTS[0]);
  },
  'events that are cut': stream(EVENTS, SSE, (response) => response.destroy()),
  'events that are cut inside a chunk': raw(
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n40\r\n${EVENTS[0].slice(0, 20)}`,
  ),
  'events that are reset': raw(
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n4\r\ndata\r\n`,
    (socket) => setTimeout(reset, 20, socket),
  ),
  'compressed events': stream([zlib.gzipSync(EVENTS.join(''))], { ...SSE, 'content-encoding': 'gzip' }),
  gzip: coded('gzip', gzipped),
  br: coded('br', zlib.brotliCompressSync(SUCCESS)),
  deflate: coded('deflate', zlib.deflateSync(FAILURE)),
  'broken gzip': coded('gzip', 'this is not gzip'),
  'truncated gzip': coded('gzip', gzipped.subarray(0, gzipped.length - 9)),
  'an unknown coding': coded('snappy', 'x'),
  'a bomb': coded('gzip', zlib.gzipSync(Buffer.alloc(20_000_000, ' '))),
  trailers: (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, trailer: 'x-after' });
    response.write(FAILURE);
    response.addTrailers({ 'x-after': 'said at last' });
    response.end();
  },
  'informational answers': (_request, response) => {
    response.writeProcessing();
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    send(429, FAILURE)(_request, response);
  },
  'less than announced': raw(
    `HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-type: application/json\r\n\r\n{"code":`,
  ),
  'more than announced': raw(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}{}{}`),
  'an end without a length': raw(`HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\n\r\n${FAILURE}`),
  'headers twice and odd ones': raw(
    'HTTP/1.1 429 Slow Down Please\r\nContent-Type: application/json\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Trace: 1\r\nx-trace: 2\r\nTrace-Id: \xe9\r\nContent-Length: 2\r\n\r\n{}',
  ),
  'an invalid header': raw('HTTP/1.1 200 OK\r\nbad header\r\n\r\n'),
  'no HTTP at all': raw('SSH-2.0-OpenSSH_9.6\r\n'),
  'headers that are too large': raw(`HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(90_000)}\r\n\r\n`),
  'a hang-up before headers': raw('', (socket) => socket.destroy()),
  'a hang-up inside headers': raw('HTTP/1.1 200 OK\r\ncontent-ty', (socket) => socket.end()),
  'a reset before headers': raw('', (socket) => setTimeout(reset, 10, socket)),
};
