import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLASSES, classOfStatus, type PeerClass } from '../classes.ts';
import { answerOf, isEventStream, type LabelledCall, textOf } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';

/** The virtual environment that `npm run litellm` fills. */
export const venv = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'otel-llm-errors/litellm');

const EXCEPTIONS: Readonly<Record<string, PeerClass>> = {
  APIConnectionError: 'connection',
  AuthenticationError: 'authentication',
  BadGatewayError: 'server',
  BadRequestError: 'invalid',
  BudgetExceededError: 'billing',
  ContentPolicyViolationError: 'content',
  ContextWindowExceededError: 'context',
  InternalServerError: 'server',
  NotFoundError: 'not_found',
  PermissionDeniedError: 'permission',
  RateLimitError: 'rate_limit',
  ServiceUnavailableError: 'overloaded',
  Timeout: 'timeout',
  UnprocessableEntityError: 'invalid',
  UnsupportedParamsError: 'invalid',
};

const NORMALIZED: Readonly<Record<string, PeerClass>> = {
  '400_CONTENT_POLICY_VIOLATION': 'content',
  '400_CONTEXT_WINDOW_EXCEEDED': 'context',
  '400_INVALID_PARAMETER_VALUE': 'invalid',
  '400_INVALID_REQUEST': 'invalid',
  '400_MISSING_REQUIRED_PARAMETER': 'invalid',
  '401_AUTHENTICATION_FAILED': 'authentication',
  '403_MODEL_ACCESS_DENIED': 'permission',
  '403_PERMISSION_DENIED': 'permission',
  '404_RESOURCE_NOT_FOUND': 'not_found',
  '408_UPSTREAM_TIMEOUT': 'timeout',
  '429_BUDGET_EXCEEDED': 'billing',
  '429_RATE_LIMIT_EXCEEDED': 'rate_limit',
  '500_PROVIDER_CONNECTION_ERROR': 'connection',
  '500_PROVIDER_INTERNAL_ERROR': 'server',
  '500_UNSUPPORTED_OPERATION': 'invalid',
  '503_PROVIDER_OVERLOADED': 'overloaded',
};

/** LiteLLM's names of providers, where they differ; whoever is not listed is OpenAI-compatible to it. */
const PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  'aws.bedrock': 'bedrock',
  'azure.ai.openai': 'azure',
  cohere: 'cohere',
  dashscope: 'dashscope',
  deepseek: 'deepseek',
  'gcp.gemini': 'gemini',
  'gcp.vertex_ai': 'vertex_ai',
  groq: 'groq',
  minimax: 'minimax',
  mistral_ai: 'mistral',
  moonshot_ai: 'moonshot',
  ollama: 'ollama',
  openrouter: 'openrouter',
  volcengine_ark: 'volcengine',
  x_ai: 'xai',
  zhipu: 'zai',
};

interface Line {
  readonly version: string;
  readonly exception: string;
  readonly status: number | null;
  readonly retry: boolean;
  readonly normalized: string | null;
  readonly codes: readonly unknown[];
  readonly request_id: string | null;
}

/** What reaches its exception mapping: a status, a thrown error, or an `error` in a stream that began with HTTP 200. */
function evidence({ input, expected }: LabelledCall): object | null {
  const { http_status: status, headers, error } = input;
  const answer = answerOf(input);
  const failed = status !== null && status >= 400;
  if (!failed && !error && !(isEventStream(input) && answer?.error)) return null;
  const provider = PROVIDERS[expected.provider ?? ''] ?? 'openai';
  return { provider, status: failed ? status : null, headers, answer, text: textOf(input), error };
}

function run(calls: readonly LabelledCall[]): (Line | null)[] {
  const python = join(venv, 'bin/python');
  if (!existsSync(python)) throw new Error('npm run litellm installs it first');
  const script = fileURLToPath(new URL('litellm_verdicts.py', import.meta.url));
  const input = calls.map((call) => JSON.stringify(evidence(call))).join('\n');
  const env = { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
  const { status, stdout, stderr } = spawnSync(python, [script], { input, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line | null);
}

export async function litellm(): Promise<Peer[]> {
  const [first] = run([{ id: '', input: { http_status: 400 }, expected: {} } as LabelledCall]);
  const peer = (what: string, kindOf: (line: Line) => PeerClass | undefined): Peer => ({
    name: `LiteLLM ${first?.version}, ${what}`,
    tells: ['retry', 'code', 'requestId'],
    verdicts: async (calls) =>
      run(calls).map((line): Verdict | undefined => {
        if (!line) return undefined;
        const { retry, codes, request_id: requestId } = line;
        return { categories: CLASSES[kindOf(line) ?? 'unknown'], retry, codes, requestId };
      }),
  });
  return [
    // Its APIError is for whatever is left; it carries the status, which says more than the class.
    peer('exception', ({ exception, status }) => EXCEPTIONS[exception] ?? (status ? classOfStatus(status) : undefined)),
    peer('`normalize_error`', ({ normalized }) => NORMALIZED[normalized ?? '']),
  ];
}
