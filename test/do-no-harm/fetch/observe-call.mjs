/**
 * Has a call made to a server that answers as told, and observes what its caller and its server can. `call` gets the URL and
 * helpers: `chunk(piece)` says that a piece of the body was taken, `closed()` waits until the server has seen the end of an
 * answer. `whole`: the caller takes the body in one piece, so that no answer may wait for it.
 */
export async function observeCall(tools, answer, call, { whole = false } = {}) {
  const { origin, events, requests, connections, log, took, until } = tools;
  let ended = 0;
  tools.serve((request, response) => {
    // Whatever was uploaded is of no interest here.
    request.resume();
    response.on('close', () => ended++);
    return answer(request, response, whole ? { ...tools, turn() {}, log() {} } : tools);
  });
  const helpers = {
    ...tools,
    chunk(piece) {
      if (answer.paced) log(`got ${piece.length}`);
      took();
    },
    closed: () => until(() => ended > 0),
  };
  const outcome = await tools.settled(call(`${origin}/v1/chat?q=1#part`, helpers));
  return { outcome, events, requests, connections: connections() };
}
