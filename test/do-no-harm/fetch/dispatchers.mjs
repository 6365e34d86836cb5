// Kinds of dispatchers: name → (undici, tools) => dispatcher. `since` is the first version of undici that has it.
import { createServer, request as forward } from 'node:http';
import { connect } from 'node:net';

const RETRY = { maxRetries: 1, minTimeout: 10, maxTimeout: 10 };

function kind(since, make) {
  return Object.assign(make, { since });
}

/** An agent with one interceptor of undici in front. */
function intercepted(since, name, options) {
  return kind(since, ({ Agent, interceptors }) => new Agent().compose(interceptors[name](options)));
}

/** A proxy on loopback that forwards requests and opens tunnels. */
async function proxy({ listen, log }) {
  const server = createServer((request, response) => {
    log(`proxy ${request.method}`);
    response.sendDate = false;
    const { method, headers, url } = request;
    const onward = forward(url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', ({ url }, socket, head) => {
    log('proxy CONNECT');
    const [host, port] = url.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

export const DISPATCHERS = {
  Agent: kind(6, ({ Agent }) => new Agent()),
  Client: kind(6, ({ Client }, { origin }) => new Client(origin)),
  Pool: kind(6, ({ Pool }, { origin }) => new Pool(origin, { connections: 1 })),
  BalancedPool: kind(6, ({ BalancedPool }, { origin }) => new BalancedPool([origin])),
  RetryAgent: kind(6, ({ RetryAgent, Agent }) => new RetryAgent(new Agent(), RETRY)),
  ProxyAgent: kind(6, async ({ ProxyAgent }, tools) => new ProxyAgent(await proxy(tools))),
  'ProxyAgent without a tunnel': kind(
    7,
    async ({ ProxyAgent }, tools) => new ProxyAgent({ uri: await proxy(tools), proxyTunnel: false }),
  ),
  EnvHttpProxyAgent: kind(
    6,
    async ({ EnvHttpProxyAgent }, tools) => new EnvHttpProxyAgent({ httpProxy: await proxy(tools), noProxy: '' }),
  ),
  'an interceptor that retries': intercepted(6, 'retry', RETRY),
  'an interceptor that redirects': intercepted(6, 'redirect', { maxRedirections: 3 }),
  'an interceptor that dumps': intercepted(6, 'dump', { maxSize: 100_000 }),
  'an interceptor that throws': intercepted(7, 'responseError'),
  'an interceptor that caches': intercepted(7, 'cache'),
  'an interceptor that decompresses': intercepted(8, 'decompress'),
  'an interceptor that resolves names': intercepted(7, 'dns', { affinity: 4 }),
  'an interceptor of the caller': kind(7, ({ Agent }, { log }) =>
    new Agent().compose((dispatch) => (options, handler) => {
      log('intercepted');
      return dispatch({ ...options, headers: { ...options.headers, 'x-intercepted': 'yes' } }, handler);
    }),
  ),
  'a dispatcher of the caller': kind(6, ({ Agent, Dispatcher }, { log }) => {
    const agent = new Agent();
    return new (class extends Dispatcher {
      dispatch(options, handler) {
        log('dispatched');
        return agent.dispatch(options, handler);
      }
      close(...rest) {
        return agent.close(...rest);
      }
      destroy(...rest) {
        return agent.destroy(...rest);
      }
    })();
  }),
};
