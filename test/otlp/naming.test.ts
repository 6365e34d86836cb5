import type { ReceivedLog, ReceivedPoint, ReceivedSpan } from './decode.ts';
import { checkNaming } from './naming.ts';

const good = { 'llm_error.provider': 'minimax', 'llm_error.category': 'billing', 'llm_error.fault': 'account' };

function span(attributes: Record<string, unknown>, code = 2): ReceivedSpan {
  return {
    name: 'chat',
    kind: 3,
    traceId: '1',
    spanId: '2',
    status: { code },
    attributes,
    droppedAttributes: 0,
    events: [],
    scope: 's',
    resource: {},
  };
}
function log(attributes: Record<string, unknown>, rest: Partial<ReceivedLog> = {}): ReceivedLog {
  const eventName = 'llm_error.attempt_failed';
  return { eventName, severityNumber: 13, body: 'minimax 1008', attributes, scope: 's', resource: {}, ...rest };
}
function point(attributes: Record<string, unknown>, rest: Partial<ReceivedPoint> = {}): ReceivedPoint {
  return {
    metric: 'llm_error.occurrences',
    unit: '{error}',
    kind: 'sum',
    monotonic: true,
    cumulative: true,
    value: 1,
    attributes,
    scope: 's',
    resource: {},
    ...rest,
  };
}
const check = (received: { spans?: ReceivedSpan[]; logs?: ReceivedLog[]; metrics?: ReceivedPoint[] }) =>
  checkNaming({ spans: [], logs: [], metrics: [], ...received });

describe('checkNaming', () => {
  it('finds nothing in telemetry that follows the rules', () => {
    const received = {
      spans: [
        span({ ...good, 'error.type': '1008', 'llm_error.request_id': 'a' }),
        span({ 'http.route': '/' }, 1),
        span({ 'llm_error.failed_attempts': 2 }, 0),
      ],
      logs: [log({ ...good, 'llm_error.catalog.version': '2026-11-01', 'minimax.trace_id': 'a' })],
      metrics: [point({ ...good, 'error.type': '1008' })],
    };
    expect(check(received)).toEqual([]);
  });

  it.each([
    ['an unknown attribute', { spans: [span({ ...good, 'llm_error.colour': 'red' })] }],
    ['a category out of the list', { spans: [span({ ...good, 'llm_error.category': 'money' })] }],
    ['a fault out of the list', { logs: [log({ ...good, 'llm_error.fault': 'you' })] }],
    ['a code that is a number', { logs: [log({ ...good, 'llm_error.code': 1008 })] }],
    ['retryable as a text', { logs: [log({ ...good, 'llm_error.retryable': 'true' })] }],
    ['an empty text', { logs: [log({ ...good, 'llm_error.request_id': '' })] }],
    ['a name in camel case', { logs: [log({ ...good, 'llm_error.requestId': 'a' })] }],
    ['a log attribute on a span', { spans: [span({ ...good, 'llm_error.title': 'Insufficient balance' })] }],
    ['a missing category', { spans: [span({ 'llm_error.provider': 'minimax' })] }],
    ['a name that back ends keep', { logs: [log({ ...good, trace_id: 'a' })] }],
    [
      'a key that begins another',
      { logs: [log({ ...good, 'llm_error.catalog': 'a', 'llm_error.catalog.version': 'b' })] },
    ],
    ['error.type on a span without status ERROR', { spans: [span({ ...good, 'error.type': '1008' }, 0)] }],
    ['a span with status OK', { spans: [span(good, 1)] }],
    ['an unknown event', { logs: [log(good, { eventName: 'llm_error.oops' })] }],
    ['an event without a text', { logs: [log(good, { body: { a: 1 } })] }],
    ['a request id on a metric', { metrics: [point({ ...good, 'llm_error.request_id': 'a' })] }],
    ['a message on a metric', { metrics: [point({ ...good, 'llm_error.message': 'a' })] }],
    ['a metric with another unit', { metrics: [point(good, { unit: '1' })] }],
    ['a metric that is no counter', { metrics: [point(good, { kind: 'histogram', monotonic: false })] }],
    ['an unknown metric', { metrics: [point(good, { metric: 'llm_error.total' })] }],
  ])('finds %s', (_, received) => {
    expect(check(received)).not.toEqual([]);
  });
});
