import http from 'node:http';
import { errorOf } from '../error-of.mjs';
import { FAILURE } from '../observe/answers.mjs';
import { digestOf } from '../observe/values.mjs';

const failed = JSON.stringify({ event: 'task_failed', ...JSON.parse(FAILURE) });
const large = JSON.stringify({ text: 'x'.repeat(200_000) });

/** What the server does with a connection once the program has said its first word. */
const PLAYS = {
  'a failure and a close': (socket) => {
    socket.send('{"event":"connected"}');
    socket.send(failed);
    socket.close(1000, 'bye');
  },
  'large and small messages': (socket) => {
    for (const message of ['a', large, Buffer.alloc(100_000, 7), '', failed, '你好']) socket.send(message);
    socket.close();
  },
  'a message in pieces': (socket) => {
    for (let at = 0; at < failed.length; at += 20)
      socket.send(failed.slice(at, at + 20), { fin: at + 20 >= failed.length });
    socket.close();
  },
  'a close with a reason': (socket) => socket.close(1011, 'You exceeded your current quota'),
  'a close with a code of its own': (socket) => socket.close(4001, 'no credit'),
  pings: (socket) => {
    socket.ping('are you there');
    socket.on('pong', (payload) => {
      socket.send(`pong ${payload}`);
      socket.close();
    });
  },
  'a hang-up': (socket) => socket._socket.end(),
  'a cut': (socket) => socket.terminate(),
  'a reset': (socket) => socket._socket.resetAndDestroy(),
  'a frame that is none': (socket) => socket._socket.write(Buffer.from([0xff, 0x00, 0x01])),
  'a frame that is half there': (socket) =>
    socket._socket.write(Buffer.from([0x81, 0x10, 0x41]), () => socket._socket.end()),
  'a text that is no UTF-8': (socket) => socket._socket.write(Buffer.from([0x81, 0x02, 0xc3, 0x28])),
  'a masked frame': (socket) => socket._socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x40])),
};

const REFUSALS = {
  'refused with JSON':
    'HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 14\r\n\r\n{"code":"1004"}',
  'refused with nothing': 'HTTP/1.1 429 Too Many\r\ncontent-length: 0\r\n\r\n',
  'answered by no key': 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'hung up on': '',
  redirected: 'HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n',
};

/** Makes the server take WebSockets; the shape's own server is for calls that upgrade nothing. */
async function listen(tools, play, { refusal, deflate } = {}) {
  const { WebSocketServer } = await tools.load('ws');
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: deflate && { threshold: 0 } });
  const received = [];
  const server = http.createServer();
  server.on('upgrade', (request, socket, head) => {
    if (refusal !== undefined) {
      socket.end(refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => {
      open.on('error', () => {});
      open.on('close', (code, reason) => tools.log(`server: ${code} ${reason}`));
      open.once('message', (message) => {
        received.push(digestOf([message]));
        play(open);
      });
    });
  });
  return { url: `ws://127.0.0.1:${await tools.listen(server)}/v1/realtime`, received };
}

const said = (data) => (typeof data === 'string' && data.length < 200 ? data : digestOf([data]));

/** What ws says while it takes bytes is said within the socket's `emit`, which the taps shadow: the stack shows that. */
function ofWs(error) {
  const { stack, ...rest } = errorOf(error);
  return String(error.code).startsWith('WS_ERR') ? rest : { ...rest, stack };
}

/** Opens a connection with the client `ws`. */
async function openWs(tools, url, { deflate, use = (socket) => socket.send('go') } = {}) {
  const { WebSocket } = await tools.load('ws');
  const events = [];
  const socket = new WebSocket(url, { perMessageDeflate: Boolean(deflate) });
  socket.on('upgrade', ({ statusCode, headers }) =>
    events.push(`upgrade ${statusCode} ${Object.keys(headers).join()}`),
  );
  socket.on('open', () => {
    events.push(`open ${socket.extensions}`);
    use(socket, events);
  });
  socket.on('message', (data, isBinary) =>
    events.push(`${isBinary ? 'binary' : 'text'} ${said(isBinary ? data : String(data))}`),
  );
  socket.on('ping', (data) => events.push(`ping ${data}`));
  socket.on('error', (error) => events.push(ofWs(error)));
  await new Promise((resolve) => socket.on('close', (code, reason) => resolve(events.push(`close ${code} ${reason}`))));
  return { events, state: socket.readyState };
}

/** Opens a connection with a WebSocket as browsers have it. */
async function openStandard(WebSocket, url, { use = (socket) => socket.send('go') } = {}) {
  const events = [];
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const closed = new Promise((resolve) => {
    socket.addEventListener('open', () => {
      events.push(`open ${socket.extensions} ${socket.protocol}`);
      use(socket, events);
    });
    socket.addEventListener('message', ({ data, origin }) =>
      events.push(`${said(typeof data === 'string' ? data : Buffer.from(data))} ${origin}`),
    );
    socket.addEventListener('error', ({ message, error }) => {
      events.push({ message, error: error && errorOf(error) });
      // Node.js 22 tells of no close after a handshake that was refused.
      setTimeout(resolve, 200);
    });
    socket.addEventListener('close', ({ code, reason, wasClean }) =>
      resolve(events.push(`close ${code} ${reason} ${wasClean}`)),
    );
  });
  await closed;
  return { events, state: socket.readyState };
}

const CLIENTS = {
  ws: openWs,
  'ws with deflate': (tools, url, options) => openWs(tools, url, { ...options, deflate: true }),
  'undici 7': async (tools, url, options) => openStandard((await tools.load('undici-7')).WebSocket, url, options),
  'undici 8': async (tools, url, options) =>
    tools.node < 22 ? 'needs Node.js 22' : openStandard((await tools.load('undici-8')).WebSocket, url, options),
  'Node.js': (_tools, url, options) =>
    globalThis.WebSocket ? openStandard(globalThis.WebSocket, url, options) : 'needs Node.js 22',
};

/** What the program does with an open connection on which the server is silent. */
const USES = {
  'close()': (socket) => socket.close(1000, 'enough'),
  'many messages, then close()': (socket) => {
    for (let index = 0; index < 50; index++)
      socket.send(index % 2 ? 'x'.repeat(index * 500) : Buffer.alloc(index * 500));
    socket.close();
  },
  'terminate, or close at once': (socket) => (socket.terminate ? socket.terminate() : socket.close()),
  'a mistake': (socket, events) => {
    try {
      socket.close(12, 'x');
    } catch (error) {
      events.push({ name: error.name, message: error.message });
    }
    socket.close();
  },
};

const shape = (name, client, play, options = {}) => ({
  name: `websocket ${client}: ${name}`,
  async run(tools) {
    const { url, received } = await listen(tools, play, { deflate: client !== 'ws', ...options });
    const settled = await tools.settled(CLIENTS[client](tools, url, options));
    return { settled, received, events: tools.events };
  },
});

const throwing = ['message', 'open', 'close'].map((event) => ({
  name: `websocket ws: a listener that throws at ${event}`,
  async run(tools) {
    const { WebSocket } = await tools.load('ws');
    const { url } = await listen(tools, PLAYS['a failure and a close']);
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const thrown = [];
    process.on('uncaughtException', (error) => thrown.push(errorOf(error).message));
    const socket = new WebSocket(url);
    socket.on('open', () => socket.send('go'));
    socket.once(event, () => {
      throw new RangeError(`of the program, at ${event}`);
    });
    socket.on('error', () => {});
    await tools.until(() => thrown.length > 0);
    socket.terminate();
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
    return thrown;
  },
}));

/** WebSockets of every client that is common on Node.js. */
export const shapes = [
  ...Object.keys(CLIENTS).flatMap((client) => [
    ...Object.entries(PLAYS).map(([name, play]) => shape(name, client, play)),
    ...Object.entries(REFUSALS).map(([name, refusal]) => shape(name, client, () => {}, { refusal })),
    ...Object.entries(USES).map(([name, use]) => shape(`ended by ${name}`, client, () => {}, { use })),
  ]),
  ...throwing,
];
