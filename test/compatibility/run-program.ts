import { spawn } from 'node:child_process';
import { createOtlpReceiver, latestPoints, type OtlpReceiver } from '../otlp/otlp-receiver.ts';
import { createVendorServer, type ServedAnswer, type VendorServer } from '../vendors/vendor-server.ts';
import { type Cell, type Fixture, fixtureFolder, nodeBinary } from './cells.ts';
import { type Chat, chatRequest } from './chats.ts';

/** How a module is loaded. */
export type ModuleKind = 'esm' | 'cjs';

/** Both kinds. */
export const MODULE_KINDS: readonly ModuleKind[] = ['esm', 'cjs'];

const PROGRAMS: Readonly<Record<ModuleKind, string>> = { esm: 'app.mjs', cjs: 'app.cjs' };
const VENDORS = ['minimax', 'dashscope', 'coze'] as const;

/** What a program is to do. */
export interface Job {
  readonly modules: ModuleKind;
  /** Name of a setup in `programs/setups.cjs`. */
  readonly setup: string;
  /** Packages to preload, in order. */
  readonly preload?: readonly string[];
  /** How they are preloaded; by default as suits the modules. */
  readonly preloadBy?: '--import' | '--require';
  readonly chats?: readonly Chat[];
  /** Log to winston in every form; through OpenTelemetry's transport, or through whatever instruments winston. */
  readonly log?: { readonly transport: boolean };
  readonly env?: Readonly<Record<string, string>>;
}

/** How a program ended, and what arrived over OTLP. */
export interface Run extends Pick<OtlpReceiver, 'spans' | 'logs' | 'metrics'> {
  readonly code: number | null;
  readonly stderr: string;
  /** The bodies of the last answers, as the program got them. */
  readonly answers: readonly string[];
  /** The forms that winston was called in. */
  readonly forms: readonly string[];
  /** What the vendors answered. */
  readonly served: readonly ServedAnswer[];
  /** The last value of a counter, over all its series. */
  total(metric: string): number;
}

/** Runs a program in a cell, against vendors and an OTLP receiver on loopback addresses. */
export async function runProgram(cell: Cell, job: Job): Promise<Run> {
  const receiver = await createOtlpReceiver();
  const vendors = await Promise.all(VENDORS.map((vendor) => createVendorServer({ vendor })));
  const hosts = Object.fromEntries(vendors.map(({ host, vendor }) => [host, vendor]));
  const chats = (job.chats ?? []).map((chat) => chatRequest(chat, urlOf(vendors, chat)));
  const preloadBy = job.preloadBy ?? (job.modules === 'esm' ? '--import' : '--require');
  const preload = (job.preload ?? []).flatMap((name) => [preloadBy, name]);
  try {
    const { code, stdout, stderr } = await runNode(
      cell.node,
      cell.sdk,
      [...preload, `programs/${PROGRAMS[job.modules]}`, job.setup],
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_NODE_RESOURCE_DETECTORS: 'none',
        OTEL_LOG_LEVEL: 'warn',
        JOB: JSON.stringify({ hosts, chats, log: job.log }),
        // What is preloaded cannot be told in code.
        ...(job.preload
          ? {
              OTEL_LLM_ERRORS_HOSTS: Object.entries(hosts)
                .map((pair) => pair.join('='))
                .join(),
            }
          : {}),
        ...job.env,
      },
    );
    const { answers, forms } = JSON.parse(stdout.trim().split('\n').pop() || '{}');
    const { spans, logs, metrics } = receiver;
    return {
      code,
      stderr,
      answers,
      forms,
      served: vendors.flatMap(({ served }) => served),
      spans,
      logs,
      metrics,
      total: (metric) => latestPoints(metrics, metric).reduce((sum, { value }) => sum + value, 0),
    };
  } finally {
    await Promise.all([receiver, ...vendors].map((server) => server.close()));
  }
}

function urlOf(vendors: readonly VendorServer[], chat: Chat): string {
  return vendors.find(({ vendor }) => vendor === chat.vendor)?.url ?? '';
}

/** Runs one Node.js version in the folder of a fixture. */
export function runNode(
  node: Cell['node'],
  fixture: Fixture,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  timeout = 60_000,
) {
  const child = spawn(nodeBinary(node), args, {
    cwd: fixtureFolder(fixture),
    env: { PATH: process.env.PATH, ...env },
    timeout,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(
    (resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr })),
  );
}
