// A program that knows nothing of telemetry: `otel-llm-errors/register` in the start script is all there is.
// After `npm run build` in the root of the repository: npm install && npm start
const baseUrl = process.env.MINIMAX_BASE_URL ?? 'https://api.minimax.io';
const apiKey = process.env.MINIMAX_API_KEY ?? 'not-a-key';

const response = await fetch(`${baseUrl}/v1/text/chatcompletion_v2`, {
  method: 'POST',
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'MiniMax-M2', messages: [{ role: 'user', content: 'Hello' }] }),
}).catch((error) => error);
console.log(response.status ?? response);
