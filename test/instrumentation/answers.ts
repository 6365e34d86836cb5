import type { RequestListener, ServerResponse } from 'node:http';
import zlib from 'node:zlib';

/** MiniMax's refusal inside HTTP 200. */
export const REFUSED = JSON.stringify({
  id: '05c1a8e1f2',
  choices: null,
  base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
});

export const ANSWERED = JSON.stringify({
  id: '05c1a8e1f3',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  base_resp: { status_code: 0, status_msg: '' },
});

/** One server-sent event of a healthy stream. */
export const delta = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

/** A stream that fails after its first words. */
export const FAILING_STREAM = `${delta('你好')}${delta('so far')}data: ${REFUSED}\n\n`;

type Compress = (bytes: Buffer) => Buffer;

export const CODINGS: Readonly<Record<string, Compress>> = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  'deflate without header': zlib.deflateRawSync,
  br: zlib.brotliCompressSync,
  'gzip, br': (bytes) => zlib.brotliCompressSync(zlib.gzipSync(bytes)),
};

/** Sends a body with its headers and an id, compressed or not. */
export function send(status: number, body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'trace-id': '0693a17c', ...headers });
    response.end(body);
  };
}

/** Sends bytes in pieces of an odd size, so that lines and characters are cut. */
export function trickle(body: Buffer, headers: Record<string, string> = {}, size = 7): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'trace-id': '0693a17c', ...headers });
    response.socket?.setNoDelay(true);
    next(response, body, size, 0);
  };
}

function next(response: ServerResponse, body: Buffer, size: number, from: number): void {
  if (from >= body.length) response.end();
  else response.write(body.subarray(from, from + size), () => setImmediate(next, response, body, size, from + size));
}

/** A stream of healthy events that never ends by itself. */
export const endless: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'trace-id': '0693a17c' });
  const timer = setInterval(() => response.write(delta('x')), 10);
  response.on('close', () => clearInterval(timer));
};

/** Begins to answer and then breaks the connection. */
export function cut(contentType: string, body: string): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': contentType, 'trace-id': '0693a17c' });
    response.write(body, () => setTimeout(() => response.destroy(), 20));
  };
}
