import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabelledCall } from '../corpus.ts';
import type { Peer, Verdict } from '../peer.ts';

const command = fileURLToPath(new URL('../../../dist/esm/cli/main.js', import.meta.url));

interface Line {
  readonly category: string;
  readonly code: string | null;
  readonly request_id: string | null;
  readonly retryable: boolean | null;
}

/** The built command line, fed with the records as they are. */
async function verdicts(calls: readonly LabelledCall[]): Promise<(Verdict | undefined)[]> {
  const input = calls.map((call) => JSON.stringify({ id: call.id, ...call.input })).join('\n');
  const run = spawnSync(process.execPath, [command, 'classify', '--jsonl'], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`${run.stderr}(npm run build writes dist)`);
  return run.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Line | null)
    .map((found) => {
      if (!found) return undefined;
      const { category, code, request_id: requestId, retryable } = found;
      return { categories: [category], codes: [code], requestId, retry: retryable ?? undefined };
    });
}

export async function thisProject(): Promise<Peer[]> {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const tells = ['retry', 'code', 'requestId'] as const;
  return [
    { name: `**otel-llm-errors** ${version}`, tells, verdicts },
    { name: 'the same, failures of Coze', tells, verdicts, covers: ({ expected }) => expected.provider === 'coze' },
  ];
}
