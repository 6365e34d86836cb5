import { CLASSES, classOfStatus, type PeerClass } from '../classes.ts';
import { answerOf, bodyOf, isEventStream, type LabelledCall, thrownBy } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';
import { versionOf } from '../version-of.ts';

const OTHERS: Readonly<Record<string, PeerClass>> = {
  APIConnectionError: 'connection',
  APIConnectionTimeoutError: 'connection',
  APIUserAbortError: 'cancelled',
};

/**
 * The class of the error that the real client throws, which OpenTelemetry's instrumentation records as `error.type`. The client
 * runs with a `fetch` that gives the recorded answer, and may try twice: whether it does is its word on retrying.
 */
export async function openaiSdk(): Promise<Peer[]> {
  const { OpenAI, APIError } = await import('openai');

  async function verdict({ input }: LabelledCall): Promise<Verdict | undefined> {
    const { http_status: status, headers, error } = input;
    if (status === null && !error) return undefined;
    let calls = 0;
    const abort = new AbortController();
    const fetch = async () => {
      calls++;
      if (error && (status === null || status < 400)) {
        if (/Abort/.test(error.ctor ?? error.name ?? '')) abort.abort();
        throw thrownBy(input);
      }
      const kind = isEventStream(input) ? 'text/event-stream' : answerOf(input) && 'application/json';
      // The wait before the second try is cut short: it is of no interest here.
      const sent = new Headers({ ...(kind && { 'content-type': kind }), ...headers, 'retry-after-ms': '1' });
      return new Response(bodyOf(input), { status: status ?? 200, headers: sent });
    };
    const client = new OpenAI({
      apiKey: 'none',
      baseURL: 'http://provider.example/v1',
      maxRetries: 1,
      logLevel: 'off',
      fetch,
    });
    const request = { model: 'any', messages: [{ role: 'user' as const, content: 'Hello' }] };
    try {
      if (isEventStream(input)) {
        const stream = await client.chat.completions.create({ ...request, stream: true }, { signal: abort.signal });
        for await (const _ of stream);
      } else await client.chat.completions.create(request, { signal: abort.signal });
      return undefined;
    } catch (thrown) {
      const retry = calls > 1;
      if (!(thrown instanceof APIError)) return { categories: CLASSES.unknown, retry };
      const kind = OTHERS[thrown.constructor.name] ?? (thrown.status ? classOfStatus(thrown.status) : 'unknown');
      return { categories: CLASSES[kind], retry, codes: [thrown.code, thrown.type], requestId: thrown.requestID };
    }
  }

  const verdicts = (calls: readonly LabelledCall[]) => Promise.all(calls.map(verdict));
  return [
    { name: `openai ${versionOf('openai')}, class of the error`, tells: ['retry', 'code', 'requestId'], verdicts },
  ];
}
