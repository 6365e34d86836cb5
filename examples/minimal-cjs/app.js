// One failed call inside a span of the program.
// After `npm run build` in the root of the repository: npm install && npm start
const { trace } = require('@opentelemetry/api');

const baseUrl = process.env.MINIMAX_BASE_URL ?? 'https://api.minimax.io';
const apiKey = process.env.MINIMAX_API_KEY ?? 'not-a-key';

trace.getTracer('minimal-cjs').startActiveSpan('answer a question', async (span) => {
  const response = await fetch(`${baseUrl}/v1/text/chatcompletion_v2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'MiniMax-M2', messages: [{ role: 'user', content: 'Hello' }] }),
  }).catch((error) => error);
  console.log(response.status ?? response);
  span.end();
});
