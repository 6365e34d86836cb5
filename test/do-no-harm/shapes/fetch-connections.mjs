// Connections, memory, and calls side by side: what the server counts.
import { EVENT_TYPE, JSON_TYPE, REFUSED } from '../fetch/answers.mjs';
import { FETCHES, UNDICIS } from '../fetch/fetches.mjs';
import { digest } from '../tools.mjs';

const MEGABYTE = 1_000_000;

/** Sends 64 MB as fast as the caller takes them, and counts. */
function flood(tools) {
  const flow = { sent: 0, closed: false };
  tools.serve((_request, response) => {
    response.writeHead(200, JSON_TYPE);
    response.on('close', () => (flow.closed = true));
    const piece = Buffer.alloc(65_536, ' ');
    const pump = () => {
      while (flow.sent < 64 * MEGABYTE && !response.destroyed) {
        flow.sent += piece.length;
        if (!response.write(piece)) return response.once('drain', pump);
      }
      return response.end();
    };
    pump();
  });
  return flow;
}

/** How much the server could send, in steps that the buffers of the system do not blur. */
function bucket(sent) {
  return sent < 24 * MEGABYTE ? 'held back' : sent < 64 * MEGABYTE ? 'sent too much' : 'sent everything';
}

/** The server has come to a halt, one way or the other: it sent nothing for a while. */
async function halt(tools, flow) {
  for (let quiet = 0, before = -1; quiet < 3; quiet = before === flow.sent ? quiet + 1 : 0) {
    before = flow.sent;
    await tools.sleep(40);
  }
}

/** name → (fetch, tools) => observation. */
const SCENES = {
  'five calls in a row': async (fetch, { origin, serve, connections }) => {
    serve((_request, response) => response.writeHead(200, JSON_TYPE).end(REFUSED));
    const bodies = [];
    for (let index = 0; index < 5; index++) bodies.push(digest(await (await fetch(origin)).text()));
    return { bodies, connections: connections() };
  },

  'five small answers that nobody reads': async (fetch, { origin, serve, connections, sleep }) => {
    serve((_request, response) => response.writeHead(200, JSON_TYPE).end(REFUSED));
    const statuses = [];
    for (let index = 0; index < 5; index++) {
      statuses.push((await fetch(origin)).status);
      await sleep(10);
    }
    return { statuses, connections: connections() };
  },

  'five answers that are cancelled': async (fetch, { origin, serve, connections, until, settled }) => {
    let closed = 0;
    serve((_request, response) => {
      response.on('close', () => closed++);
      response.writeHead(200, EVENT_TYPE).write('data: {}\n\n');
    });
    const outcomes = [];
    for (let index = 1; index <= 5; index++) {
      const response = await fetch(origin);
      outcomes.push(await settled(response.body.cancel()), await until(() => closed === index));
    }
    return { outcomes, connections: connections() };
  },

  'a hundred calls at once': async (fetch, { origin, serve, connections, requests }) => {
    const waiting = [];
    serve((_request, response) => {
      waiting.push(response);
      if (waiting.length < 100) return;
      for (const [index, each] of waiting.entries()) each.writeHead(index % 2 ? 200 : 429, JSON_TYPE).end(REFUSED);
    });
    const calls = Array.from({ length: 100 }, async () => {
      const response = await fetch(origin);
      return `${response.status} ${digest(await response.text())}`;
    });
    return { results: (await Promise.all(calls)).sort(), requests: requests.length, connections: connections() };
  },

  'an idle reader of 64 MB': async (fetch, tools) => {
    const flow = flood(tools);
    const response = await fetch(tools.origin);
    await halt(tools, flow);
    const sent = bucket(flow.sent);
    const cancelled = await tools.settled(response.body.cancel());
    return { status: response.status, sent, cancelled, closed: await tools.until(() => flow.closed) };
  },

  'a reader of 64 MB who stops after a chunk': async (fetch, tools) => {
    const flow = flood(tools);
    const reader = (await fetch(tools.origin)).body.getReader();
    const { done } = await reader.read();
    await halt(tools, flow);
    const sent = bucket(flow.sent);
    return {
      done,
      sent,
      cancelled: await tools.settled(reader.cancel()),
      closed: await tools.until(() => flow.closed),
    };
  },

  'a slow reader of 64 MB': async (fetch, tools) => {
    const flow = flood(tools);
    let length = 0;
    let ahead = 0;
    let chunks = 0;
    for await (const chunk of (await fetch(tools.origin)).body) {
      length += chunk.length;
      ahead = Math.max(ahead, flow.sent - length);
      if (++chunks % 50 === 0) await tools.sleep(1);
    }
    return { length, ahead: bucket(ahead) };
  },

  'a large answer that is dropped and collected': async (fetch, tools) => {
    const flow = flood(tools);
    await (async () => (await fetch(tools.origin)).status)();
    for (let round = 0; round < 20 && !flow.closed; round++) await tools.collectGarbage();
    return { sent: bucket(flow.sent), closed: flow.closed };
  },
};

function scene(name, title) {
  return { name: `${name}: ${title}`, run: async (tools) => SCENES[title](await FETCHES[name](tools), tools) };
}

function ofUndici(version) {
  const agents = (name, run) => ({
    name: `undici ${version}: ${name}`,
    run: async (tools) => run(await tools.load(`undici-${version}`), tools),
  });
  return [
    agents('pipelined requests', async ({ Client }, { origin, serve, requests, connections }) => {
      serve((request, response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify({ asked: request.url })));
      const client = new Client(origin, { pipelining: 4 });
      const paths = ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8'];
      const answers = await Promise.all(
        paths.map(async (path) => (await client.request({ path, method: 'GET' })).body.json()),
      );
      await client.close();
      return { answers, requests, connections: connections() };
    }),

    agents('a pipeline that breaks', async ({ Client }, { origin, serve, requests, settled }) => {
      serve((request, response) => {
        if (request.url === '/2') request.socket.destroy();
        else response.writeHead(200, JSON_TYPE).end(REFUSED);
      });
      const client = new Client(origin, { pipelining: 3 });
      const paths = ['/1', '/2', '/3'];
      const answers = await Promise.all(
        paths.map((path) => settled(client.request({ path, method: 'GET' }).then(({ body }) => body.text()))),
      );
      await client.destroy();
      return { answers, requests: [...new Set(requests)] };
    }),

    agents('a global dispatcher for fetch', async ({ Agent, setGlobalDispatcher, getGlobalDispatcher }, tools) => {
      tools.serve((_request, response) => response.writeHead(429, JSON_TYPE).end(REFUSED));
      const before = getGlobalDispatcher();
      const agent = new Agent({ connections: 1 });
      setGlobalDispatcher(agent);
      try {
        return await tools.settled(fetch(tools.origin).then(async (r) => [r.status, await r.text()]));
      } finally {
        setGlobalDispatcher(before);
        await agent.close();
      }
    }),

    agents('a dispatcher for the global fetch', async ({ Agent }, tools) => {
      tools.serve((_request, response) => response.writeHead(429, JSON_TYPE).end(REFUSED));
      const dispatcher = new Agent();
      const call = fetch(tools.origin, { dispatcher }).then(async (r) => [r.status, await r.text()]);
      return [await tools.settled(call), await tools.settled(dispatcher.destroy())];
    }),

    agents('an upgrade', async ({ request, upgrade, Agent }, tools) => {
      tools.server.on('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n');
        socket.on('data', (data) => socket.end(`echo ${data}`)).on('error', () => {});
      });
      const dispatcher = new Agent();
      const { headers, socket } = await upgrade(tools.origin, { dispatcher, protocol: 'echo' });
      socket.write('hello');
      const said = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
      socket.destroy();
      await dispatcher.destroy();
      return { headers, said, request: typeof request };
    }),

    agents('a mock agent', async ({ MockAgent, request, fetch }, tools) => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      const pool = agent.get('http://mocked.example');
      for (const status of [200, 429]) {
        pool
          .intercept({ path: `/${status}` })
          .reply(status, REFUSED, { headers: JSON_TYPE })
          .times(2);
      }
      pool.intercept({ path: '/broken' }).replyWithError(new Error('made up'));
      const ask = (path) => [
        tools.settled(
          request(`http://mocked.example${path}`, { dispatcher: agent }).then(async (r) => [
            r.statusCode,
            await r.body.text(),
          ]),
        ),
        tools.settled(
          fetch(`http://mocked.example${path}`, { dispatcher: agent }).then(async (r) => [
            r.status,
            r.url,
            await r.text(),
          ]),
        ),
      ];
      const seen = [];
      for (const path of ['/200', '/429', '/broken', '/unknown']) seen.push(await Promise.all(ask(path)));
      await agent.close();
      return seen;
    }),
  ];
}

export const shapes = [
  ...Object.keys(FETCHES).flatMap((name) => Object.keys(SCENES).map((title) => scene(name, title))),
  ...UNDICIS.flatMap(ofUndici),
];
