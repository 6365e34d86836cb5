import { keyFor } from '../vendors/scenario.ts';
import type { VendorName } from '../vendors/seed-rows.ts';

/** A chat that a program has, inside a span of that name. */
export interface Chat {
  readonly name: string;
  readonly vendor: VendorName;
  readonly transport: 'fetch' | 'http';
  readonly surface: string;
  readonly path: string;
  /** Code of the failure, as telemetry shall have it. */
  readonly code: string;
  readonly stream: boolean;
  /** How many attempts fail before one succeeds; absent: all. */
  readonly failures?: number;
  readonly attempts: number;
}

const FAILURES = [
  { vendor: 'minimax', surface: 'native-json', path: '/v1/text/chatcompletion_v2', code: '1008', stream: false },
  {
    vendor: 'dashscope',
    surface: 'native-sse',
    path: '/api/v1/services/aigc/text-generation/generation',
    code: 'Throttling.RateQuota',
    stream: true,
  },
  { vendor: 'coze', surface: 'chat-json', path: '/v3/chat', code: '4011', stream: false },
] as const;

/** One failed call of each vendor through each client. All three hide the failure in HTTP 200. */
export const FAILED_CHATS: readonly Chat[] = FAILURES.flatMap((failure) =>
  (['fetch', 'http'] as const).map((transport) => ({
    ...failure,
    name: `${failure.vendor} by ${transport}`,
    transport,
    attempts: 1,
  })),
);

/** Fails once, then succeeds: a success with one failed attempt. */
export const RETRIED_CHAT: Chat = {
  ...FAILURES[0],
  name: 'minimax retried',
  transport: 'fetch',
  failures: 1,
  attempts: 2,
};

/** A chat as a program sends it. */
export function chatRequest({ name, transport, attempts, stream, ...chat }: Chat, origin: string) {
  const { surface, failures, code, vendor } = chat;
  const scenario = { surface, row: `${vendor}/${code}`, nonce: name.replaceAll(' ', '-') };
  return {
    name,
    transport,
    attempts,
    url: `${origin}${chat.path}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${keyFor(failures ? { ...scenario, times: failures } : scenario)}`,
      ...(stream && vendor === 'dashscope' ? { 'x-dashscope-sse': 'enable' } : {}),
    },
    body: JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: '你好' }] }),
  };
}
