// Chats, each in a span as an instrumentation of an LLM client makes it.

/** Has the chats, one after the other, and gives the bodies of the last answers. */
exports.chat = async function chat({ load, loadDefault }, chats) {
  const { context, trace } = await load('@opentelemetry/api');
  const send = { fetch: byFetch, http: byHttp(await loadDefault('node:http')) };
  const answers = [];
  for (const { name, transport, attempts, ...request } of chats) {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
    const span = trace.getTracer('app').startSpan(name, { attributes });
    await context.with(trace.setSpan(context.active(), span), async () => {
      let answer;
      for (let attempt = 0; attempt < attempts; attempt++) answer = await send[transport](request);
      answers.push(answer);
    });
    span.end();
  }
  return answers;
};

async function byFetch({ url, headers, body }) {
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.text();
}

const byHttp =
  (http) =>
  ({ url, headers, body }) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(text)).on('error', reject);
      });
      request.on('error', reject).end(body);
    });
