import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { headerJson, logRecordJson, requestJson, timeOf } from '../../src/delivery/otlp-json.ts';
import { readLogs } from '../otlp/decode.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TEXT = 'a "quoted" \\ line\n余额不足 \u2028 \ud800 end';

it('writes a record that a back end reads as the logger would have sent it', () => {
  const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const record = logRecordJson({
    eventName: 'llm_error.attempt_failed',
    severityNumber: 13,
    body: TEXT,
    attributes: { text: TEXT, int: 429, double: 12.5, yes: true, list: ['a', 'b'], none: undefined },
    context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
  });
  const header = headerJson({ 'service.name': TEXT, 'process.command_args': ['node', 'app.js'] });
  const [read] = readLogs(JSON.parse(requestJson(header, [record])));
  const asSent = TEXT.replace('\ud800', JSON.parse('"\\ud800"'));
  expect(read).toEqual({
    scope: 'otel-llm-errors',
    resource: { 'service.name': asSent, 'process.command_args': ['node', 'app.js'] },
    eventName: 'llm_error.attempt_failed',
    severityNumber: 13,
    body: asSent,
    attributes: {
      text: asSent,
      int: 429,
      double: 12.5,
      yes: true,
      list: ['a', 'b'],
      'log.record.uid': expect.stringMatching(UUID),
    },
    traceId: spanContext.traceId,
    spanId: spanContext.spanId,
  });
  expect(JSON.parse(record).flags).toBe(1);
});

it('names no span where there is none', () => {
  const context = trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT);
  expect(JSON.parse(logRecordJson({ body: TEXT, context }))).not.toHaveProperty('traceId');
});

it('writes numbers as the protocol wants them', () => {
  const record = logRecordJson({ attributes: { big: 2 ** 60, endless: Number.POSITIVE_INFINITY, none: Number.NaN } });
  const values = JSON.parse(record).attributes.map(({ value }: { value: unknown }) => value);
  expect(values.slice(0, 3)).toEqual([{ doubleValue: 2 ** 60 }, { doubleValue: 'Infinity' }, { doubleValue: 'NaN' }]);
});

it('gives each record an id and the time of now', () => {
  const before = Date.now();
  const [one, other] = [logRecordJson({}), logRecordJson({})];
  expect(one).not.toBe(other);
  expect(timeOf(one)).toBeGreaterThanOrEqual(before);
  expect(timeOf(one)).toBeLessThanOrEqual(Date.now());
});

it('writes what changed since the record before', () => {
  const list = ['a'];
  const written = [{ code: '1' }, { code: 1 }, { code: '1' }, { code: true }, { list }, { list }].map((attributes) => {
    const record = logRecordJson({ attributes });
    list.push('b');
    return readLogs({ resourceLogs: [{ scopeLogs: [{ logRecords: [JSON.parse(record)] }] }] })[0]?.attributes;
  });
  expect(written).toEqual([
    expect.objectContaining({ code: '1' }),
    expect.objectContaining({ code: 1 }),
    expect.objectContaining({ code: '1' }),
    expect.objectContaining({ code: true }),
    expect.objectContaining({ list: ['a', 'b', 'b', 'b', 'b'] }),
    expect.objectContaining({ list: ['a', 'b', 'b', 'b', 'b', 'b'] }),
  ]);
});
