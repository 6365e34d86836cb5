import type { ReceivedLog, ReceivedSpan } from '../../test/otlp/decode.ts';
import { checkNaming } from '../../test/otlp/naming.ts';
import { latestPoints, type OtlpReceiver } from '../../test/otlp/otlp-receiver.ts';
import type { ServedAnswer } from '../../test/vendors/vendor-server.ts';
import { failedAttempts } from './causes.ts';

/** OTLP's number for the kind of span that an outgoing request is. */
const CLIENT = 3;

/** What the vendors did against what the back end received. */
export interface Verdict {
  /** Failures that the vendors answered with. */
  readonly injected: number;
  /** Answers without a failure. */
  readonly healthy: number;
  /** Failures that arrived once, with the right provider, code, category and advice. */
  readonly explained: number;
  /** Sum of the counter of failures. */
  readonly counted: number;
  /** Everything that is not as it should be, in words. */
  readonly problems: readonly string[];
}

/** Holds what arrived over OTLP against what the vendors served, answer by answer. */
export function judge(served: readonly ServedAnswer[], receiver: OtlpReceiver): Verdict {
  const failures = served.filter((answer) => answer.row);
  const events = failedAttempts(receiver.logs);
  const byId = groupBy(events, (event) => String(event.attributes['llm_error.request_id']));
  const traces = new Set(receiver.spans.map((span) => span.traceId));
  const problems: string[] = [];
  let explained = 0;

  for (const answer of failures) {
    const wrong = faultsOf(answer, byId.get(answer.requestId) ?? [], traces);
    if (wrong.length === 0) explained += 1;
    problems.push(...wrong.map((words) => `${answer.vendor}/${answer.surface} ${answer.row?.id}: ${words}`));
  }
  const injectedIds = new Set(failures.map((answer) => answer.requestId));
  for (const event of events) {
    const id = String(event.attributes['llm_error.request_id']);
    if (!injectedIds.has(id)) problems.push(`an event that no failure explains: ${event.body} (${id})`);
  }
  const occurrences = latestPoints(receiver.metrics, 'llm_error.occurrences');
  problems.push(
    ...differences(
      'occurrences',
      tally(failures, ({ row }) => `${row?.vendor} ${row?.category} ${row?.code}`),
      tally(
        occurrences,
        ({ attributes }) =>
          `${attributes['llm_error.provider']} ${attributes['llm_error.category']} ${attributes['error.type']}`,
        ({ value }) => value,
      ),
    ),
    ...differences(
      'attempts',
      tally(served, ({ vendor }) => vendor),
      tally(
        latestPoints(receiver.metrics, 'llm_error.attempts'),
        ({ attributes }) => String(attributes['llm_error.provider']),
        ({ value }) => value,
      ),
    ),
    ...clientSpanFaults(receiver.spans, failures),
    ...checkNaming(receiver),
  );
  return {
    injected: failures.length,
    healthy: served.length - failures.length,
    explained,
    counted: occurrences.reduce((sum, { value }) => sum + value, 0),
    problems,
  };
}

function faultsOf(answer: ServedAnswer, events: readonly ReceivedLog[], traces: ReadonlySet<string>): string[] {
  const [event] = events;
  if (!event) return ['did not arrive'];
  if (events.length > 1) return [`arrived ${events.length} times`];
  const { row } = answer;
  const expected = { provider: row?.vendor, category: row?.category, code: row?.code, retryable: row?.retryable };
  const wrong = Object.entries(expected)
    .map(([name, value]) => [name, value ?? undefined, event.attributes[`llm_error.${name}`]])
    .filter(([, value, arrived]) => value !== arrived)
    .map(([name, value, arrived]) => `${name} is ${arrived}, not ${value}`);
  if (!event.attributes['llm_error.remediation']) wrong.push('no remedy');
  if (!traces.has(event.traceId ?? '')) wrong.push('its trace did not arrive');
  return wrong;
}

/** Every failure stands on the span of its HTTP request, and on no span of the program itself. */
function clientSpanFaults(spans: readonly ReceivedSpan[], failures: readonly ServedAnswer[]): string[] {
  const isClient = ({ kind }: ReceivedSpan) => kind === CLIENT;
  const marked = spans.filter((span) => span.attributes['llm_error.category'] !== undefined);
  const ids = new Set(marked.filter(isClient).map((span) => span.attributes['llm_error.request_id']));
  const missing = failures.filter((answer) => !ids.has(answer.requestId));
  return [
    ...missing.map((answer) => `${answer.vendor}/${answer.surface} ${answer.row?.id}: not on its client span`),
    ...marked.filter((span) => span.scope === 'demo').map((span) => `a span of the program was marked: ${span.name}`),
  ];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function tally<T>(items: readonly T[], keyOf: (item: T) => string, amountOf: (item: T) => number = () => 1) {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0) + amountOf(item));
  return sums;
}

function differences(counter: string, expected: Map<string, number>, arrived: Map<string, number>): string[] {
  return [...new Set([...expected.keys(), ...arrived.keys()])]
    .filter((key) => expected.get(key) !== arrived.get(key))
    .map((key) => `${counter} of ${key}: ${arrived.get(key) ?? 0} counted, ${expected.get(key) ?? 0} happened`);
}
