import { createOtlpReceiver, latestPoints, type OtlpReceiver } from '../otlp/otlp-receiver.ts';
import { keyFor } from '../vendors/scenario.ts';
import { createVendorServer } from '../vendors/vendor-server.ts';
import type { Cell } from './cells.ts';
import { runNode } from './run-program.ts';

/** One failing call, through the door of a vendor that suits the client. */
export interface Failure {
  readonly vendor: 'minimax' | 'dashscope';
  readonly code: string;
  readonly category: string;
  readonly status: number;
  /** The failure comes inside a stream that had begun. */
  readonly stream?: boolean;
}

/** How a client addresses a vendor. */
export type Door = 'openai' | 'anthropic' | 'anthropic/v1';

/** What of ours is in the program: nothing; the span processor without taps; everything. */
export type Ours = 'nothing' | 'processor' | 'everything';

/** What the program saw of a call. */
export interface Outcome {
  readonly label: string;
  readonly error?: Readonly<Record<string, unknown>>;
}

/** How the program ended, and what arrived over OTLP. */
export interface PeerRun extends Pick<OtlpReceiver, 'spans' | 'logs' | 'metrics'> {
  readonly code: number | null;
  readonly stderr: string;
  readonly outcomes: readonly Outcome[];
  /** The last value of a counter, over all its series. */
  total(metric: string): number;
}

const PATHS: Readonly<Record<Failure['vendor'], Readonly<Record<Door, string>>>> = {
  minimax: { openai: '/v1', anthropic: '/anthropic', 'anthropic/v1': '/anthropic/v1' },
  dashscope: {
    openai: '/compatible-mode/v1',
    anthropic: '/apps/anthropic',
    'anthropic/v1': '/apps/anthropic/v1',
  },
};

/** What a call is named, and so the span of the program around it. */
export function labelOf({ vendor, status, code }: Failure): string {
  return `${vendor} ${status} ${code}`;
}

function surfaceOf(door: Door, { stream }: Failure): string {
  return `${door === 'openai' ? 'openai' : 'anthropic'}-${stream ? 'sse' : 'json'}`;
}

/** Has the failing calls through a peer, against vendors and an OTLP receiver on loopback addresses. */
export async function runPeer(
  node: Cell['node'],
  peer: string,
  ours: Ours,
  door: Door,
  failures: readonly Failure[],
): Promise<PeerRun> {
  const receiver = await createOtlpReceiver();
  const minimax = await createVendorServer({ vendor: 'minimax' });
  const dashscope = await createVendorServer({ vendor: 'dashscope' });
  const vendors = { minimax, dashscope };
  const calls = failures.map((failure) => ({
    label: labelOf(failure),
    vendor: failure.vendor,
    baseURL: `${vendors[failure.vendor].url}${PATHS[failure.vendor][door]}`,
    stream: failure.stream ?? false,
    apiKey: keyFor({ surface: surfaceOf(door, failure), row: `${failure.vendor}/${failure.code}` }),
  }));
  const hosts = { [minimax.host]: 'minimax', [dashscope.host]: 'dashscope' };
  try {
    const { code, stdout, stderr } = await runNode(node, 'peers', ['programs/app.cjs', peer, ours], {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
      OTEL_LOG_LEVEL: 'warn',
      JOB: JSON.stringify({ calls, hosts }),
    });
    const { outcomes = [] } = JSON.parse(stdout.trim().split('\n').pop() || '{}');
    const { spans, logs, metrics } = receiver;
    const total = (metric: string) => latestPoints(metrics, metric).reduce((sum, { value }) => sum + value, 0);
    return { code, stderr, outcomes, spans, logs, metrics, total };
  } finally {
    await Promise.all([receiver, minimax, dashscope].map((server) => server.close()));
  }
}
