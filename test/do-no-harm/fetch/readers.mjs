// Ways to read the `Response` of fetch: name → (response, { chunk }) => what came of it.
import { Readable } from 'node:stream';
import { digest } from '../tools.mjs';

/** Reads a stream chunk by chunk. */
export async function drain(stream, chunk) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
    chunk(piece);
  }
  return digest(Buffer.concat(pieces));
}

async function byReader(reader, next, chunk) {
  const pieces = [];
  for (let step = await next(); !step.done; step = await next()) {
    pieces.push(step.value);
    chunk(step.value);
  }
  await reader.closed;
  return digest(Buffer.concat(pieces));
}

export const READERS = {
  reader: (response, { chunk }) => {
    if (!response.body) return null;
    const reader = response.body.getReader();
    return byReader(reader, () => reader.read(), chunk);
  },
  text: async (response) => digest(await response.text()),
  json: (response) => response.json(),
  arrayBuffer: async (response) => digest(await response.arrayBuffer()),
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.type, blob.size];
  },
  bytes: async (response) => (response.bytes ? digest(await response.bytes()) : 'no such method'),
  formData: async (response) => [...(await response.formData())],
  'byob reader': (response, { chunk }) => {
    const reader = response.body.getReader({ mode: 'byob' });
    return byReader(reader, () => reader.read(new Uint8Array(1 << 20)), chunk);
  },
  'for await': (response, { chunk }) => drain(response.body, chunk),
  'for await with a break': async (response, { chunk }) => {
    for await (const piece of response.body) {
      chunk(piece);
      break;
    }
    return [response.bodyUsed, response.body.locked];
  },
  'clone, both read': async (response, { chunk }) => {
    const copy = response.clone();
    const looks = [copy.url, copy.type, copy.status];
    return [looks, await Promise.all([drain(response.body, chunk), copy.text().then(digest)])];
  },
  'a tee, both read': async (response, { chunk }) => {
    const [one, two] = response.body.tee();
    return Promise.all([drain(one, chunk), drain(two, () => {})]);
  },
  'a stream of text': (response, { chunk }) => drain(response.body.pipeThrough(new TextDecoderStream()), chunk),
  pipeTo: async (response, { chunk }) => {
    const pieces = [];
    const write = (piece) => {
      pieces.push(piece);
      chunk(piece);
    };
    await response.body.pipeTo(new WritableStream({ write }));
    return digest(Buffer.concat(pieces));
  },
  'a stream of Node.js': (response, { chunk }) => drain(Readable.fromWeb(response.body), chunk),
  'cancel at once': async (response) => [await response.body.cancel('enough'), response.bodyUsed],
  'cancel after the first chunk': async (response, { chunk, closed }) => {
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel(new Error('enough'));
    chunk(value);
    return [await closed(), await reader.read()];
  },
  'text twice': async (response) => [digest(await response.text()), digest(await response.text())],
  'nobody, later somebody': async (response, { sleep, chunk }) => {
    await sleep(30);
    return response.body && drain(response.body, chunk);
  },
};
