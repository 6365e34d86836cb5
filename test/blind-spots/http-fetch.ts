import http from 'node:http';
import { Readable } from 'node:stream';

/** A `fetch` that goes over node:http, as older stacks do. */
export const httpFetch: typeof fetch = async (input, init) => {
  const given = new Request(input, init);
  const body = given.body ? Buffer.from(await given.arrayBuffer()) : undefined;
  const headers = Object.fromEntries(given.headers);
  return await new Promise((resolve, reject) => {
    const options = { method: given.method, headers, signal: given.signal };
    const request = http.request(given.url, options, (incoming) => {
      const stream = Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>;
      const answered = Object.entries(incoming.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      );
      resolve(new Response(stream, { status: incoming.statusCode ?? 0, headers: answered }));
    });
    request.on('error', reject);
    request.end(body);
  });
};
