import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createOtlpReceiver, latestPoints, type OtlpReceiver } from './otlp-receiver.ts';

let receiver: OtlpReceiver;
afterEach(() => receiver.close());

const jsonSpan = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          scope: { name: 'test' },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              name: 'chat',
              kind: 3,
              attributes: [
                { key: 'n', value: { intValue: '42' } },
                { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
              ],
              status: { code: 2 },
            },
          ],
        },
      ],
    },
  ],
};

describe('createOtlpReceiver', () => {
  it('decodes what a real NodeSDK sends in protobuf, for all three signals', async () => {
    receiver = await createOtlpReceiver();
    const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    await promisify(execFile)(process.execPath, ['test/otlp/send-telemetry.mjs'], { env });

    const [child, work] = receiver.spans;
    expect(work).toMatchObject({
      name: 'work',
      kind: 1,
      scope: 'test',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      status: { code: 2, message: 'bad' },
      attributes: { 'a.text': '你好', 'a.double': 1.5, 'a.list': ['x', 'y'] },
      events: [{ name: 'exception', attributes: { 'exception.type': 'Oops' } }],
    });
    expect(child?.parentSpanId).toBe(work?.spanId);
    const event = { eventName: 'happened', severityNumber: 13, body: 'it did', attributes: { ok: true } };
    expect(receiver.logs).toMatchObject([event]);
    expect(latestPoints(receiver.metrics, 'things')).toMatchObject([
      { value: 3, unit: '{thing}', kind: 'sum', monotonic: true, cumulative: true, attributes: { colour: 'red' } },
    ]);
  });

  it('reads JSON, compressed with gzip', async () => {
    receiver = await createOtlpReceiver();
    const response = await fetch(`${receiver.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify(jsonSpan))),
    });
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(receiver.spans).toMatchObject([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        attributes: { n: 42, list: ['a'] },
        resource: { 'service.name': 'shop' },
      },
    ]);
  });

  it('keeps nothing of what it refuses', async () => {
    receiver = await createOtlpReceiver({ respond: () => 503 });
    const response = await fetch(`${receiver.url}/v1/traces`, { method: 'POST', body: JSON.stringify(jsonSpan) });
    expect([response.status, receiver.spans.length, receiver.requests.traces]).toEqual([503, 0, 1]);
  });
});
