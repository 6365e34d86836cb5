// A provider and somebody else, on two ports. It ends when its parent does.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { HEALTHY } from './answers.ts';

const BODY = Buffer.from(HEALTHY['healthy MiniMax']?.body ?? '');
const GZIP = gzipSync(BODY);
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const MEGABYTE = Buffer.alloc(1 << 20, 'a');
const CHUNKS = 200;

function event(index: number, stamp = 0n): string {
  const choice = { index: 0, delta: { role: 'assistant', content: ` word ${index}` }, finish_reason: null };
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'MiniMax-M2', stamp: `${stamp}`, choices: [choice] })}\n\n`;
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [path, amount] = url.split('?') as [string, string | undefined];
  if (path === '/json') response.writeHead(200, { ...JSON_TYPE, 'content-length': BODY.length }).end(BODY);
  else if (path === '/gzip') {
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip', 'content-length': GZIP.length }).end(GZIP);
  } else if (path === '/sse' || path === '/paced') stream(response, path === '/paced');
  else if (path === '/big') void big(response, Number(amount));
  else if (path === '/hold') response.writeHead(200, JSON_TYPE).write(MEGABYTE.subarray(0, Number(amount)));
  else response.writeHead(404).end();
}

function stream(response: ServerResponse, paced: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.socket?.setNoDelay(true);
  let index = 0;
  const next = (): void => {
    if (index === CHUNKS) {
      response.end('data: [DONE]\n\n');
      return;
    }
    response.write(event(index++, paced ? process.hrtime.bigint() : 0n));
    if (paced) setTimeout(next, 4);
    else setImmediate(next);
  };
  next();
}

async function big(response: ServerResponse, megabytes: number): Promise<void> {
  response.writeHead(200, JSON_TYPE);
  for (let i = 0; i < megabytes; i++) {
    if (!response.write(MEGABYTE)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

const servers = [createServer(answer), createServer(answer)];
await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
const [listed, unlisted] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
console.log(JSON.stringify({ listed, unlisted }));
process.stdin.resume().on('end', () => process.exit());
