import { causesOf, failedAttempts } from '../../examples/demo/causes.ts';
import { judge } from '../../examples/demo/verdict.ts';
import type { ReceivedLog, ReceivedPoint } from '../otlp/decode.ts';
import type { OtlpReceiver } from '../otlp/otlp-receiver.ts';
import { seedRows } from '../vendors/seed-rows.ts';
import type { ServedAnswer } from '../vendors/vendor-server.ts';

const row = seedRows.find(({ id }) => id === 'minimax/1008');
const answer = { vendor: 'minimax', surface: 'native-json', path: '/', httpStatus: 200 } as const;
const served: ServedAnswer[] = [
  { ...answer, requestId: 'bad', ...(row ? { row } : {}) },
  { ...answer, requestId: 'good' },
];
const origin = { scope: 'otel-llm-errors', resource: {} };
const identity = { 'llm_error.provider': 'minimax', 'llm_error.category': 'billing', 'llm_error.fault': 'account' };

function event(attributes: Record<string, unknown> = {}): ReceivedLog {
  return {
    ...origin,
    eventName: 'llm_error.attempt_failed',
    severityNumber: 13,
    body: 'minimax 1008 billing: insufficient balance',
    traceId: 't1',
    attributes: {
      ...identity,
      'llm_error.code': '1008',
      'llm_error.retryable': false,
      'llm_error.request_id': 'bad',
      'llm_error.remediation': 'Top up.',
      ...attributes,
    },
  };
}
function counter(name: string, unit: string, value: number, attributes: Record<string, unknown>): ReceivedPoint {
  return { ...origin, metric: name, unit, kind: 'sum', monotonic: true, cumulative: true, value, attributes };
}

const onSpan = { ...identity, 'llm_error.request_id': 'bad' };

function judged(logs: readonly ReceivedLog[], occurrences = 1, attempts = 2, attributes: object = onSpan) {
  const span = { name: 'POST', kind: 3, traceId: 't1', spanId: 's1', status: { code: 0 }, attributes, events: [] };
  const metrics = [
    counter('llm_error.occurrences', '{error}', occurrences, { ...identity, 'error.type': '1008' }),
    counter('llm_error.attempts', '{attempt}', attempts, { 'llm_error.provider': 'minimax' }),
  ];
  return judge(served, {
    spans: [{ ...origin, droppedAttributes: 0, ...span }],
    logs,
    metrics,
  } as unknown as OtlpReceiver);
}

describe('the verdict of the demo', () => {
  it('has no objection when each failure arrived once with its cause', () => {
    expect(judged([event()])).toEqual({ injected: 1, healthy: 1, explained: 1, counted: 1, problems: [] });
  });

  it.each([
    ['a failure that did not arrive', judged([])],
    ['a failure that arrived twice', judged([event(), event()])],
    ['a wrong category', judged([event({ 'llm_error.category': 'server_error', 'llm_error.fault': 'provider' })])],
    ['wrong advice on retries', judged([event({ 'llm_error.retryable': true })])],
    ['a missing remedy', judged([event({ 'llm_error.remediation': '' })])],
    ['a healthy answer that is reported', judged([event(), event({ 'llm_error.request_id': 'good' })])],
    ['a failure that is counted twice', judged([event()], 2)],
    ['an attempt that is not counted', judged([event()], 1, 1)],
    ['a failure that is not on its client span', judged([event()], 1, 2, {})],
    ['a name that breaks the rules', judged([event({ 'llm_error.colour': 'red' })])],
  ])('objects to %s', (_, verdict) => {
    expect(verdict.problems).not.toEqual([]);
  });

  it('groups what arrived by cause', () => {
    const causes = causesOf(failedAttempts([event(), event({ 'llm_error.request_id': 'later' })]));
    expect(causes).toMatchObject([
      {
        provider: 'minimax',
        code: '1008',
        category: 'billing',
        count: 2,
        retryable: false,
        requestId: 'later',
        traceId: 't1',
      },
    ]);
  });
});
