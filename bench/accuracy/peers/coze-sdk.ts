import { CLASSES, type PeerClass } from '../classes.ts';
import { answerOf, type LabelledCall } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';
import { versionOf } from '../version-of.ts';

const KINDS: Readonly<Record<string, PeerClass>> = {
  BadRequestError: 'invalid',
  AuthenticationError: 'authentication',
  PermissionDeniedError: 'permission',
  NotFoundError: 'not_found',
  RateLimitError: 'rate_limit',
  TimeoutError: 'timeout',
  GatewayError: 'server',
  InternalServerError: 'server',
};

/** The error of Coze's own SDK, for Coze's own failures; it reads the code of an HTTP 200 too, and never retries. */
export async function cozeSdk(): Promise<Peer[]> {
  const { APIError } = await import('@coze/api');

  function verdict({ input }: LabelledCall): Verdict | undefined {
    const answer = answerOf(input) as { readonly code: number; readonly msg: string } | undefined;
    const status = input.http_status ?? (answer ? 200 : undefined);
    if (status === undefined || (status < 400 && !answer?.code)) return undefined;
    // Node.js hands over the names in lower case, and the SDK counts on it.
    const headers = Object.fromEntries(
      Object.entries(input.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ) as unknown as Parameters<typeof APIError.generate>[3];
    const error = APIError.generate(status, answer, answer?.msg, headers);
    const kind = KINDS[error.constructor.name] ?? 'unknown';
    return { categories: CLASSES[kind], codes: [error.code], requestId: error.logid };
  }

  return [
    {
      name: `@coze/api ${versionOf('@coze/api')}, failures of Coze`,
      tells: ['code', 'requestId'],
      covers: ({ expected }) => expected.provider === 'coze',
      verdicts: async (calls) => calls.map(verdict),
    },
  ];
}
