import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOtlpReceiver } from '../otlp/otlp-receiver.ts';
import type { Job } from './program.ts';

/** One attribute, status or body that was exported. */
export interface Exported {
  readonly signal: 'span' | 'log' | 'metric' | 'event';
  readonly key: string;
  readonly value: string;
}

/** All that left the process. */
export interface CanaryRun {
  readonly exported: readonly Exported[];
  readonly stdout: string;
  readonly stderr: string;
  /** Contents of the spool's files. */
  readonly files: string;
}

const OURS = 'otel-llm-errors';

/** Runs the careless program once, and gathers all that left it. */
export async function runCanaries(
  job: Job,
  hosts: string,
  setup: 'bare' | 'plugin' | 'spool',
  env: Readonly<Record<string, string>> = {},
): Promise<CanaryRun> {
  const receiver = await createOtlpReceiver({
    respond: (signal) => (setup === 'spool' && signal === 'logs' ? 503 : 200),
  });
  const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
  const spool = join(folder, 'spool');
  writeFileSync(join(folder, 'job.json'), JSON.stringify(job));
  const program = join(process.cwd(), 'test/privacy/program.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, join(folder, 'job.json')], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SETUP: setup,
      SPOOL: spool,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_LLM_ERRORS_HOSTS: hosts,
      OTEL_LLM_ERRORS_EVENTS_PER_MINUTE: '1000',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '1000',
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  await receiver.close();
  const files = setup === 'spool' ? readAll(spool) : '';
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the program ended with ${code}: ${stderr.slice(0, 4000)}`);

  const exported: Exported[] = [];
  const take = (signal: Exported['signal'], attributes: object) => {
    for (const [key, value] of Object.entries(attributes)) exported.push({ signal, key, value: asText(value) });
  };
  for (const { attributes, status, name, events } of receiver.spans) {
    take('span', { ...attributes, 'the status': status.message, 'the name': name });
    for (const event of events) take('span', event.attributes);
  }
  for (const { scope, attributes, body, eventName } of receiver.logs) {
    take(scope === OURS ? 'event' : 'log', { ...attributes, 'the body': body, 'the event name': eventName });
  }
  for (const { scope, attributes } of receiver.metrics) if (scope === OURS) take('metric', attributes);
  return { exported, stdout, stderr, files };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
