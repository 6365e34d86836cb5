const WHOLE = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData', 'text twice', 'nobody, later somebody'];

/** Makes one call by a `fetch` and observes all that its caller can. */
export async function observeFetch(tools, fetch, answer, read, init = {}) {
  const { origin, events, requests, connections, log, took, until } = tools;
  let closed = 0;
  tools.serve((request, response) => {
    // Whatever was uploaded is of no interest here.
    request.resume();
    response.on('close', () => closed++);
    // Who takes the body as a whole cannot say that a chunk came.
    return answer(request, response, WHOLE.includes(read.name) ? { ...tools, turn() {}, log() {} } : tools);
  });
  const helpers = {
    chunk(piece) {
      if (answer.paced) log(`got ${piece.length}`);
      took();
    },
    until: { closed: () => until(() => closed > 0) },
    sleep: tools.sleep,
  };
  const outcome = await tools.settled(call(fetch, `${origin}/v1/chat?q=1#part`, init, read, helpers, log));
  return { outcome, events, requests, connections: connections() };
}

async function call(fetch, url, init, read, helpers, log) {
  const response = await fetch(url, init);
  log('resolved');
  const looks = describe(response);
  const body = await read(response, helpers).catch((error) => Promise.reject(Object.assign(error, { looks })));
  log('read');
  return { ...looks, body, after: [response.bodyUsed, response.body?.locked] };
}

function describe(response) {
  const { status, statusText, ok, url, type, redirected, bodyUsed, headers } = response;
  return {
    ...{ status, statusText, ok, url, type, redirected, bodyUsed, headers: [...headers] },
    class: response.constructor.name,
    keys: Reflect.ownKeys(response).map(String),
    body: response.body === null ? null : response.body.constructor.name,
  };
}
