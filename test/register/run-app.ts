import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createOtlpReceiver } from '../otlp/otlp-receiver.ts';

export const ROOT = join(__dirname, '..', '..');
export const PLUGIN = join(ROOT, 'src', 'index.ts');
const ANSWER = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } };

export interface AppRun {
  readonly nodeArgs: readonly string[];
  /** Argument of `otel-app.mjs`. */
  readonly setup?: string;
  /** Another program of this folder. */
  readonly program?: string;
  /** Called when the program has written something. */
  readonly whenReady?: (child: ChildProcess, stdout: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `otel-app.mjs` against a loopback vendor and an OTLP receiver, and gives what arrived there. */
export async function runApp({ nodeArgs, setup = 'none', program = 'otel-app.mjs', whenReady, env }: AppRun) {
  const receiver = await createOtlpReceiver();
  const vendor = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'trace-id': '04b8a0d1c2e3f405' })
      .end(JSON.stringify(ANSWER));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const { port } = vendor.address() as AddressInfo;
  const child = spawn(process.execPath, [...nodeArgs, join(__dirname, program), setup], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_LLM_ERRORS_HOSTS: `127.0.0.1:${port}=minimax`,
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      VENDOR: `http://127.0.0.1:${port}`,
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    whenReady?.(child, stdout);
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...how) => resolve(how)),
  );
  vendor.close();
  await receiver.close();
  const count = (metric: string) => receiver.metrics.filter((point) => point.metric === metric).length;
  return {
    code,
    signal,
    stdout,
    stderr,
    client: receiver.spans.find(({ name }) => name === 'POST'),
    chat: receiver.spans.find(({ name }) => name === 'chat'),
    event: receiver.logs.find(({ eventName }) => eventName === 'llm_error.attempt_failed'),
    appLog: receiver.logs.find(({ scope, body }) => scope === 'app' && body !== 'winston says'),
    logs: receiver.logs,
    occurrences: count('llm_error.occurrences'),
  };
}
