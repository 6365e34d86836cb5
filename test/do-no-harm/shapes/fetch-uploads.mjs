// What is sent, as the server gets it, and what the caller gets while it sends.
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { JSON_TYPE, REFUSED } from '../fetch/answers.mjs';
import { FETCHES } from '../fetch/fetches.mjs';
import { digest } from '../tools.mjs';

const LARGE = 'x'.repeat(3_000_000);

async function* pieces() {
  for (let index = 0; index < 5; index++) yield Buffer.from(`piece ${index} `);
}

function form() {
  const data = new FormData();
  data.set('model', 'MiniMax-M2');
  data.set('file', new Blob(['some audio'], { type: 'audio/mpeg' }), 'speech.mp3');
  return data;
}

/** Bodies: name → (tools) => body. */
const BODIES = {
  'a string': () => '{"model":"m"}',
  'three megabytes': () => LARGE,
  'a buffer': () => Buffer.from([0, 1, 2, 255]),
  'an array buffer': () => new Uint8Array([1, 2, 3]).buffer,
  parameters: () => new URLSearchParams({ a: '1', b: '你好' }),
  'a form': form,
  'a blob': () => new Blob(['{"model":', '"m"}'], { type: 'application/json' }),
  'a file': () => openAsBlob(fileURLToPath(import.meta.url)),
  'a web stream': () => Readable.toWeb(Readable.from(pieces())),
  'an async iterable': pieces,
  'a stream of Node.js': () => Readable.from(pieces()),
  'a stream that fails': () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.from('begun'));
        controller.error(new Error('the disk is gone'));
      },
    }),
  'a stream that is used already': async () => {
    const stream = Readable.toWeb(Readable.from(pieces()));
    await stream.getReader().read();
    return stream;
  },
};

const ANSWERS = {
  'to its end': async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { 'content-type': type = '', 'content-length': length, 'transfer-encoding': coding } = request.headers;
    const sent = Buffer.concat(chunks).toString('latin1');
    // The boundary of a form is drawn by lot.
    const boundary = type.split('boundary=')[1] ?? '\0';
    response.writeHead(200, JSON_TYPE);
    response.end(
      JSON.stringify({
        base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
        sent: digest(sent.replaceAll(boundary, 'boundary')),
        type: type.replace(boundary, 'boundary'),
        length: boundary === '\0' ? length : undefined,
        coding,
      }),
    );
  },
  'refused at once': (request, response) => {
    response.writeHead(413, { ...JSON_TYPE, connection: 'close' }).end(REFUSED);
    request.resume();
  },
};

function upload(name, body, answer) {
  return {
    name: `${name}: upload of ${body}, read ${answer}`,
    async run(tools) {
      const fetch = await FETCHES[name](tools);
      tools.serve((request, response) => Promise.resolve(ANSWERS[answer](request, response)).catch(() => {}));
      const sent = await BODIES[body](tools);
      const call = fetch(tools.origin, { method: 'POST', body: sent, duplex: 'half' });
      return tools.settled(call.then(async (response) => [response.status, await response.text()]));
    },
  };
}

export const shapes = Object.keys(FETCHES).flatMap((name) =>
  Object.keys(BODIES).flatMap((body) =>
    // Whether a large body or a stream still comes to its end depends on the moment.
    Object.keys(ANSWERS)
      .filter((answer) => answer === 'to its end' || ['a string', 'a buffer', 'a blob'].includes(body))
      .map((answer) => upload(name, body, answer)),
  ),
);
