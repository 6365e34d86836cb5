import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cell, fixtureFolder, nodeBinary } from '../compatibility/cells.ts';
import { runNode } from '../compatibility/run-program.ts';
import { createOtlpReceiver, type OtlpReceiver } from '../otlp/otlp-receiver.ts';

/** What is in the program beside the shapes: a name in `setups.mjs`. */
export type Setup = 'plain' | 'plugin' | 'sdk' | 'sdk-plugin';

/** What one run of all shapes gave. */
export interface ShapesRun {
  readonly code: number | null;
  readonly stderr: string;
  readonly shapes: Readonly<Record<string, Observed>>;
  readonly plugin?: {
    readonly attemptsSeen: number;
    readonly failuresNamed: number;
    readonly trips: Readonly<Record<string, number>>;
  };
  /** Attempts that the plugin followed, by the file of the shapes. */
  readonly followed: Readonly<Record<string, number>>;
  /** The events that arrived over OTLP. */
  readonly logs: OtlpReceiver['logs'];
}

/** What one shape observed, or why it could not. */
export interface Observed {
  readonly observation?: unknown;
  readonly stray?: readonly unknown[];
  readonly broken?: string;
}

const PROGRAM = join(process.cwd(), 'test/do-no-harm/program.mjs');
const PATTERN = process.env.DO_NO_HARM_SHAPES ?? '';
const TIME_LIMIT = 600_000;

/** The names of the shapes that a cell can run. */
export function shapeNames({ node }: Cell): readonly string[] {
  return JSON.parse(execFileSync(nodeBinary(node), [PROGRAM, '--list', PATTERN], { encoding: 'utf8' }));
}

/** Runs all shapes in a cell. */
export async function runShapes({ node, sdk }: Cell, setup: Setup): Promise<ShapesRun> {
  const receiver = await createOtlpReceiver();
  const folder = mkdtempSync(join(tmpdir(), 'otel-llm-errors-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['--expose-gc', '--no-warnings', PROGRAM, setup, PATTERN, file];
    const env = { CLIENTS: fixtureFolder('clients'), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, stderr } = await runNode(node, sdk, args, env, TIME_LIMIT);
    if (code !== 0) throw new Error(`the program ended with ${code}: ${stderr}`);
    return { code, stderr, ...JSON.parse(readFileSync(file, 'utf8')), logs: receiver.logs };
  } finally {
    rmSync(folder, { recursive: true });
    await receiver.close();
  }
}
