import { PassThrough, pipeline, Writable } from 'node:stream';
import { finished, pipeline as pipelined } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorOf } from '../error-of.mjs';
import { readData } from './http-exchange.mjs';
import { digestOf } from './values.mjs';

const closed = (response) => new Promise((resolve) => (response.closed ? resolve() : response.on('close', resolve)));

function collector(parts) {
  return new Writable({
    highWaterMark: 1024,
    write(part, _encoding, done) {
      parts.push(part);
      process.nextTick(done);
    },
  });
}

/** Ways to read an answer of node:http to its end. */
export const WHOLE = {
  'data events': readData,
  pipe: async (response) => {
    const parts = [];
    const sink = response.pipe(collector(parts));
    await Promise.race([finished(sink).catch(() => {}), closed(response).then(() => sleep(10))]);
    return digestOf(parts);
  },
  pipeline: async (response) => {
    const parts = [];
    const error = await new Promise((resolve) => pipeline(response, new PassThrough(), collector(parts), resolve));
    return { body: error ? 'cut' : digestOf(parts), error: error && errorOf(error) };
  },
  'pipeline of promises': async (response) => {
    const parts = [];
    await pipelined(
      response,
      async function* (source) {
        for await (const part of source) yield part;
      },
      collector(parts),
    );
    return digestOf(parts);
  },
  'readable and read()': (response) =>
    new Promise((resolve) => {
      const parts = [];
      response.on('readable', () => {
        for (let part = response.read(); part !== null; part = response.read()) parts.push(part);
      });
      response.on('close', () => resolve(digestOf(parts)));
    }),
  'readable and read(7)': (response) =>
    new Promise((resolve) => {
      const parts = [];
      response.on('readable', () => {
        for (let part = response.read(7); part !== null; part = response.read(7)) parts.push(part);
      });
      response.on('close', () => resolve(digestOf(parts)));
    }),
  setEncoding: (response) => {
    response.setEncoding('utf8');
    return readData(response);
  },
  'setEncoding with hex': (response) => {
    response.setEncoding('hex');
    return readData(response);
  },
  'pause and resume': (response) => {
    response.on('data', () => {
      response.pause();
      process.nextTick(() => response.resume());
    });
    return readData(response);
  },
  'for await': async (response) => {
    const parts = [];
    for await (const part of response) parts.push(part);
    return digestOf(parts);
  },
  toArray: async (response) => digestOf(await response.toArray()),
  'map of the stream': async (response) =>
    digestOf(await response.map((part) => Buffer.from(part).toString('hex')).toArray()),
  'resume alone': async (response) => {
    response.resume();
    await closed(response);
  },
  unshift: (response) => {
    response.once('data', (part) => response.unshift(part));
    return new Promise((resolve) => {
      const parts = [];
      setImmediate(() => response.on('data', (part) => parts.push(part)));
      response.on('close', () => resolve(parts.length > 0));
    });
  },
};

/** Ways to read what has arrived a while ago. */
export const LATE = {
  'setEncoding after the first bytes': async (response) => {
    await Promise.race([sleep(15), closed(response)]);
    response.setEncoding('utf8');
    return readData(response);
  },
  'a reader who comes late': async (response) => {
    await sleep(50);
    return readData(response);
  },
};

/** Ways to stop before the end. */
export const STOPPING = {
  'for await with a break': async (response) => {
    for await (const part of response) return part.length > 0;
  },
  'nobody, then destroy': async (response, { note }) => {
    await sleep(30);
    note('destroy');
    response.destroy();
    await closed(response);
  },
  'destroy in the first bytes': async (response) => {
    let size = 0;
    response.on('data', (part) => {
      size ||= part.length;
      response.destroy();
    });
    await closed(response);
    return size > 0;
  },
  'destroy with an error': async (response) => {
    response.destroy(new RangeError('the program has enough'));
    await closed(response);
  },
  'destroy of the request': async (response, { request }) => {
    response.once('data', () => request.destroy(new RangeError('the program has enough')));
    await closed(response);
  },
  'abort() of the request': async (response, { request }) => {
    response.once('data', () => request.abort());
    await closed(response);
  },
};
