import { AsyncLocalStorage } from 'node:async_hooks';
import http2 from 'node:http2';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { errorOf } from '../error-of.mjs';
import { FAILURE, SUCCESS } from '../observe/answers.mjs';
import { selfSigned } from '../observe/http-server.mjs';
import { Diary, digestOf } from '../observe/values.mjs';

const storage = new AsyncLocalStorage();
const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = [
  'aborted',
  'close',
  'continue',
  'end',
  'finish',
  'frameError',
  'ready',
  'timeout',
  'trailers',
  'wantTrailers',
];
const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

const answer =
  (status, body, headers = JSON_TYPE) =>
  (stream) => {
    stream.respond({ ':status': status, ...headers });
    stream.end(body);
  };

/** What a server answers on a stream. */
const ANSWERS = {
  'a failure': answer(400, FAILURE),
  'a failure in a success': answer(200, FAILURE),
  'a success': answer(200, SUCCESS),
  'an empty body': (stream) => stream.respond({ ':status': 500 }, { endStream: true }),
  'one megabyte': answer(200, Buffer.alloc(1_000_000, 'a')),
  gzip: answer(200, zlib.gzipSync(FAILURE), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
  trailers: (stream) => {
    stream.respond({ ':status': 200, ...JSON_TYPE }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-after': '1' }));
    stream.end(FAILURE);
  },
  'informational headers': (stream) => {
    stream.additionalHeaders({ ':status': 103, link: '</a>' });
    answer(429, FAILURE)(stream);
  },
  'a reset before headers': (stream) => stream.close(NGHTTP2_REFUSED_STREAM),
  'a reset in the body': (stream) => {
    stream.respond({ ':status': 200, ...JSON_TYPE });
    stream.write('{"half', () => setTimeout(() => stream.close(NGHTTP2_INTERNAL_ERROR), 20));
  },
  'a body that ends with a cancel': (stream) => {
    stream.respond({ ':status': 200, ...JSON_TYPE });
    stream.write('{"half', () => setTimeout(() => stream.close(NGHTTP2_CANCEL), 20));
  },
  'a session that is destroyed': (stream) => {
    stream.respond({ ':status': 200, ...JSON_TYPE });
    stream.write('{"half', () => setTimeout(() => stream.session.destroy(), 20));
  },
  goaway: (stream) => {
    stream.session.goaway(0);
    answer(200, SUCCESS)(stream);
  },
};

const GOES_ON = (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
  stream.write('data: {}\n\n');
};

/** What a program does with its stream. */
const READERS = {
  'data events': (stream) => {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    return new Promise((resolve) => stream.on('close', () => resolve(digestOf(parts))));
  },
  setEncoding: (stream) => READERS['data events'](stream.setEncoding('utf8')),
  'for await': async (stream) => {
    const parts = [];
    for await (const part of stream) parts.push(part);
    return digestOf(parts);
  },
  pipeline: async (stream) => {
    const parts = [];
    await pipeline(stream, async (source) => {
      for await (const part of source) parts.push(part);
    });
    return digestOf(parts);
  },
  'readable and read()': (stream) => {
    const parts = [];
    stream.on('readable', () => {
      for (let part = stream.read(); part !== null; part = stream.read()) parts.push(part);
    });
    return new Promise((resolve) => stream.on('close', () => resolve(digestOf(parts))));
  },
};

const STOPPING = {
  'destroy()': (stream) => stream.once('data', () => stream.destroy()),
  'destroy with an error': (stream) => stream.once('data', () => stream.destroy(new RangeError('of the program'))),
  'close with CANCEL': (stream) => stream.once('data', () => stream.close(NGHTTP2_CANCEL)),
  'close of the session': (stream) => stream.once('data', () => stream.session.close() ?? stream.close()),
  'destroy of the session': (stream) => stream.once('data', () => stream.session.destroy()),
  'a break': async (stream) => {
    for await (const _part of stream) break;
  },
  'a timeout': (stream) => stream.resume().setTimeout(100, () => stream.close(NGHTTP2_CANCEL)),
};

async function serve(tools, listener, tls) {
  const server = tls ? http2.createSecureServer(selfSigned()) : http2.createServer();
  server.on('session', (session) => {
    session.on('error', () => {});
    tools.atEnd(() => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    stream.resume();
    listener(stream, headers);
  });
  const port = await tools.listen(server);
  return `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
}

function connect(tools, origin, options) {
  const session = http2.connect(origin, { ca: origin.startsWith('https') ? selfSigned().cert : undefined, ...options });
  session.on('error', (error) => tools.log({ session: errorOf(error) }));
  session.on('goaway', (code) => tools.log(`goaway ${code}`));
  tools.atEnd(() => session.destroy());
  return session;
}

/** Everything that a program can see of one stream. */
async function observe(session, read, { headers = {}, options, prepare = (stream) => stream.end() } = {}) {
  const diary = new Diary();
  const contexts = new Set();
  const note = (word) => {
    diary.note(word);
    contexts.add(storage.getStore());
  };
  return storage.run('of the caller', async () => {
    const stream = session.request({ ':path': '/v1/chat', ':method': 'POST', ...headers }, options);
    const errors = [];
    let answered;
    for (const name of EVENTS) stream.on(name, () => note(name));
    stream.on('headers', (each) => note(`informational ${each[':status']}`));
    stream.on('push', (each) => note(`push ${each[':status']}`));
    stream.on('error', (error) => {
      note('error');
      errors.push(errorOf(error));
    });
    stream.on('response', ({ date, ...each }, flags) => {
      note('response');
      answered = {
        headers: { ...each },
        flags,
        keys: Object.keys(stream).sort().join(),
        flowing: stream.readableFlowing,
      };
    });
    const closed = new Promise((resolve) => stream.on('close', resolve));
    const body = Promise.resolve()
      .then(() => read(stream))
      .then((value) => (typeof value === 'string' ? value : undefined), errorOf);
    prepare(stream);
    await closed;
    await new Promise(setImmediate);
    const { rstCode, aborted, destroyed, closed: isClosed, sentHeaders } = stream;
    const { date, ':authority': _authority, ...sent } = sentHeaders;
    return {
      events: diary.words,
      contexts: [...contexts],
      answered,
      errors,
      body: await body,
      state: { rstCode, aborted, destroyed, isClosed, sent },
    };
  });
}

function* combinations() {
  for (const [name, listener] of Object.entries(ANSWERS)) {
    for (const [reader, read] of Object.entries(READERS)) yield { name: `${name}, read by ${reader}`, listener, read };
    yield { name: `${name}, over TLS`, listener, read: READERS['data events'], tls: true };
  }
  for (const [name, read] of Object.entries(STOPPING))
    yield { name: `an answer that goes on, ended by ${name}`, listener: GOES_ON, read };
}

const streams = Array.from(combinations(), ({ name, listener, read, tls }) => ({
  name: `http2: ${name}`,
  async run(tools) {
    const session = connect(tools, await serve(tools, listener, tls));
    return { settled: await tools.settled(observe(session, read)), events: tools.events };
  },
}));

/** Where Node.js has no channel for new streams the method that makes them is wrapped: a stack of what it throws shows that. */
function thrownBy(error) {
  const { stack, ...rest } = errorOf(error);
  return rest;
}

const others = {
  'twenty streams of one session': async (tools) => {
    const session = connect(
      tools,
      await serve(tools, (stream, headers) => answer(200, `${headers[':path']} ${FAILURE}`)(stream)),
    );
    const all = Array.from({ length: 20 }, (_, index) =>
      observe(session, READERS['data events'], { headers: { ':path': `/${index}` } }),
    );
    return Promise.all(all);
  },
  'an upload': async (tools) => {
    const session = connect(
      tools,
      await serve(tools, (stream) => {
        let size = 0;
        stream.on('data', (part) => (size += part.length));
        stream.on('end', () => answer(413, `${size}`)(stream));
      }),
    );
    return observe(session, READERS['data events'], { prepare: (stream) => stream.end(Buffer.alloc(500_000, 'u')) });
  },
  'a push': async (tools) => {
    const session = connect(
      tools,
      await serve(tools, (stream) => {
        stream.pushStream({ ':path': '/pushed' }, (_error, pushed) => {
          answer(200, 'pushed')(pushed);
          answer(200, FAILURE)(stream);
        });
      }),
    );
    const pushed = new Promise((resolve) =>
      session.on('stream', (stream, headers) =>
        READERS['data events'](stream).then((body) => resolve({ path: headers[':path'], body })),
      ),
    );
    return { own: await observe(session, READERS['data events']), pushed: await pushed };
  },
  'a signal': async (tools) => {
    const session = connect(tools, await serve(tools, GOES_ON));
    return observe(session, (stream) => stream.resume(), { options: { signal: AbortSignal.timeout(100) } });
  },
  'a port that refuses': async (tools) => {
    const session = connect(tools, 'http://127.0.0.1:1');
    return { settled: await tools.settled(observe(session, READERS['data events'])), events: tools.events };
  },
  'a session that is closed': async (tools) => {
    const session = connect(tools, await serve(tools, GOES_ON));
    session.close();
    try {
      const errors = [];
      session.request({ ':path': '/' }).on('error', (error) => errors.push(errorOf(error)));
      await tools.until(() => errors.length > 0);
      return errors;
    } catch (error) {
      return thrownBy(error);
    }
  },
  'mistakes in headers': async (tools) => {
    const session = connect(tools, await serve(tools, GOES_ON));
    return [{ ':path': '/', connection: 'x' }, { ':bad': 'x' }, 'text'].map((headers) => {
      try {
        session
          .request(headers)
          .on('error', () => {})
          .destroy();
        return 'nothing thrown';
      } catch (error) {
        return thrownBy(error);
      }
    });
  },
  'the class of sessions': async (tools) => {
    const session = connect(tools, await serve(tools, GOES_ON));
    const { request } = Object.getPrototypeOf(session);
    const { writable, configurable, enumerable } = Object.getOwnPropertyDescriptor(
      Object.getPrototypeOf(session),
      'request',
    );
    return { name: request.name, length: request.length, writable, configurable, enumerable };
  },
  'a listener that throws': async (tools) => {
    const session = connect(tools, await serve(tools, answer(200, FAILURE)));
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    session.request({ ':path': '/' }).on('response', () => {
      throw new RangeError('of the program');
    });
    const error = errorOf(await thrown);
    for (const listener of before) process.on('uncaughtException', listener);
    return error;
  },
  '16 MB to nobody': async (tools) => {
    let sent = 0;
    const session = connect(
      tools,
      await serve(tools, (stream) => {
        stream.respond({ ':status': 200, ...JSON_TYPE });
        const write = () => {
          while (sent < 16_000_000 && !stream.destroyed) {
            sent += 65_536;
            if (!stream.write(Buffer.alloc(65_536, ' '))) return void stream.once('drain', write);
          }
        };
        write();
      }),
    );
    const stream = session.request({ ':path': '/' });
    await tools.sleep(200);
    stream.on('error', () => {}).destroy();
    return { sentLessThan2MB: sent < 2_000_000 };
  },
};

/** Streams and sessions of node:http2. */
export const shapes = [...streams, ...Object.entries(others).map(([name, run]) => ({ name: `http2: ${name}`, run }))];
