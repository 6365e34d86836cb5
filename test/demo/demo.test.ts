import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Outcome {
  readonly ok: boolean;
  readonly seconds: number;
  readonly injected: number;
  readonly explained: number;
  readonly counted: number;
  readonly problems: readonly string[];
  readonly causes: readonly { readonly remedy: string; readonly requestId: string; readonly traceId: string }[];
}

async function demo(...flags: string[]): Promise<{ readonly code: number; readonly stdout: string }> {
  const args = ['run', '-s', 'demo', '--', ...flags];
  try {
    const { stdout } = await promisify(execFile)('npm', args, { maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

describe('npm run demo', () => {
  it('explains every failure of the vendors’ tables over OTLP, and nothing else', async () => {
    const { code, stdout } = await demo('--json', '--lang', 'zh');
    const outcome = JSON.parse(stdout) as Outcome;
    expect(outcome.problems).toEqual([]);
    expect(code).toBe(0);
    expect(outcome.explained).toBe(outcome.injected);
    expect(outcome.counted).toBe(outcome.injected);
    expect(outcome.injected).toBeGreaterThan(300);
    expect(outcome.seconds).toBeLessThan(100);
    for (const cause of outcome.causes) {
      expect(cause.remedy).toMatch(/\p{Script=Han}/u);
      expect(cause.requestId).not.toBe('');
      expect(cause.traceId).toMatch(/^[0-9a-f]{32}$/);
    }
  }, 180_000);
});
