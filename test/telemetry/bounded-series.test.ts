import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { attempt } from './samples.ts';
import { TestSdk } from './test-sdk.ts';

describe('the series of the metrics', () => {
  it('stay bounded under ten thousand random codes, and every failure is counted', async () => {
    const sdk = new TestSdk();
    const recorder = new AttemptRecorder(resolveConfig({}, {}));
    for (let i = 0; i < 10_000; i++) {
      const code = randomBytes(1 + (i % 40)).toString(i % 2 ? 'hex' : 'base64');
      const classification =
        i % 4 === 0
          ? classifyResponse({
              url: 'https://dashscope.aliyuncs.com/api/v1/apps/1/completion',
              status: 400,
              body: { code: `InvalidParameter.x${i}`, message: `<400> InternalError.Algo.InvalidParameter: ${code}` },
            })
          : classifyResponse({
              url: 'https://api.coze.cn/v3/chat',
              status: 200,
              body: { code, msg: `failed ${code}`, detail: { logid: `log-${i}` } },
            });
      if (!classification) throw new Error(`no failure seen in code ${code}`);
      recorder.end(attempt(ROOT_CONTEXT), { httpStatus: 200, classification });
    }
    const points = await sdk.points('llm_error.occurrences');
    expect(points.length).toBeLessThanOrEqual(120);
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(10_000);
    await sdk.shutdown();
  }, 60_000);
});
