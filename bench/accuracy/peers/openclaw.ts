import { readdirSync, readFileSync } from 'node:fs';
import { CLASSES, type PeerClass } from '../classes.ts';
import { answerOf, isEventStream, type LabelledCall, textOf } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';
import { versionOf } from '../version-of.ts';

const REASONS: Readonly<Record<string, PeerClass>> = {
  auth: 'auth',
  auth_permanent: 'auth',
  billing: 'billing',
  context_overflow: 'context',
  format: 'invalid',
  model_not_found: 'not_found',
  overloaded: 'overloaded',
  rate_limit: 'rate_limit',
  server_error: 'server',
  session_expired: 'not_found',
  timeout: 'server',
  tls_certificate: 'connection',
};

/** Reasons after which OpenClaw tries again; its own list, with `server_error`. */
const TRANSIENT = ['rate_limit', 'overloaded', 'timeout', 'server_error', 'empty_response', 'no_error_details'];

/** OpenClaw's names of providers, where they differ. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'aws.bedrock': 'amazon-bedrock',
  'gcp.gemini': 'google',
  'gcp.vertex_ai': 'google-vertex',
  dashscope: 'qwen',
  mistral_ai: 'mistral',
  moonshot_ai: 'moonshot',
  volcengine_ark: 'volcengine',
  x_ai: 'xai',
  zhipu: 'zai',
};

type Classify = (signal: object, hook: () => null) => { kind: string; reason?: string } | null;

/** Its classifier has no public name: it is found in the bundle by the name that it had before. */
async function load(): Promise<Classify> {
  const dist = new URL('../node_modules/openclaw/dist/', import.meta.url);
  const file = readdirSync(dist).find((name) => /^classify-core-.*\.mjs$/.test(name));
  if (file === undefined) throw new Error('its package holds no classify-core');
  const name = /\bclassifyFailoverSignalCore as (\w+)/.exec(readFileSync(new URL(file, dist), 'utf8'))?.[1];
  if (name === undefined) throw new Error('its package exports no classifyFailoverSignalCore');
  return (await import(new URL(file, dist).href))[name];
}

export async function openclaw(): Promise<Peer[]> {
  const classify = await load();

  function verdict({ input, expected }: LabelledCall): Verdict | undefined {
    const { http_status: status, error } = input;
    const answer = answerOf(input);
    const inner = (answer?.error ?? answer) as { code?: unknown; type?: unknown } | undefined;
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    const signal = {
      status: status !== null && status >= 400 ? status : undefined,
      message: textOf(input) || error?.message,
      code: text(inner?.code) ?? text(error?.code) ?? text(error?.cause?.code),
      errorType: text(inner?.type),
      provider: PROVIDERS[expected.provider ?? ''] ?? expected.provider ?? undefined,
    };
    const found = classify(signal, () => null);
    const reason = found?.reason ?? found?.kind;
    if (reason === undefined) return status !== null && status >= 400 ? { categories: CLASSES.unknown } : undefined;
    return { categories: CLASSES[REASONS[reason] ?? 'unknown'], retry: TRANSIENT.includes(reason) };
  }

  /** Its caller sees what an SDK throws: no HTTP 200, unless a stream carries an `error`. */
  function thrown({ input }: LabelledCall): boolean {
    const inBand = input.http_status !== null && input.http_status < 400 && !input.error;
    return !inBand || (isEventStream(input) && answerOf(input)?.error !== undefined);
  }

  const name = `OpenClaw ${versionOf('openclaw')}`;
  return [
    {
      name,
      tells: ['retry'],
      verdicts: async (calls) => calls.map((call) => (thrown(call) ? verdict(call) : undefined)),
    },
    { name: `${name}, handed each HTTP 200 too`, tells: ['retry'], verdicts: async (calls) => calls.map(verdict) },
  ];
}
