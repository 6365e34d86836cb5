import type { ReceivedSpan } from '../otlp/decode.ts';
import type { Chat } from './chats.ts';
import type { Run } from './run-program.ts';

const CLIENT = 3;

/** The events of ours that arrived. */
export function eventsIn({ logs }: Run) {
  return logs.filter(({ eventName }) => eventName === 'llm_error.attempt_failed');
}

/** The span of a chat. */
export function chatSpan(run: Run, { name }: Chat): ReceivedSpan {
  const found = run.spans.filter((span) => span.name === name);
  expect(found).toHaveLength(1);
  return found[0] as ReceivedSpan;
}

/** The client spans of a chat, one an attempt, in their order. */
export function clientSpans(run: Run, chat: Chat): readonly ReceivedSpan[] {
  const { spanId } = chatSpan(run, chat);
  const { length } = run.spans.filter(({ kind, parentSpanId }) => kind === CLIENT && parentSpanId === spanId);
  expect(length).toBe(chat.attempts);
  return run.spans.filter(({ kind, parentSpanId }) => kind === CLIENT && parentSpanId === spanId);
}

/** What every signal says of a failed chat. */
export function causeOf({ vendor, code }: Chat) {
  return { 'llm_error.provider': vendor, 'llm_error.code': code, 'llm_error.request_id': expect.any(String) };
}

/** The program ended well and got every answer; nobody complained. */
export function expectUnharmed(run: Run, chats: readonly Chat[]): void {
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.answers).toHaveLength(chats.length);
  chats.forEach(({ code, failures }, index) => {
    expect(run.answers[index]).toContain(failures ? 'chat.completion' : code);
  });
}

/** One event and one count for each failure that was served, with its own id; one attempt for each answer. */
export function expectEachFailureOnce(run: Run): void {
  const failures = run.served.flatMap(({ vendor, row, requestId }) => (row ? [[vendor, row.code, requestId]] : []));
  const told = eventsIn(run).map(({ attributes }) => [
    attributes['llm_error.provider'],
    attributes['llm_error.code'],
    attributes['llm_error.request_id'],
  ]);
  expect(failures).not.toHaveLength(0);
  expect(told.sort()).toEqual(failures.sort());
  expect(run.total('llm_error.occurrences')).toBe(failures.length);
  expect(run.total('llm_error.attempts')).toBe(run.served.length);
}

/** The span of a failed chat has the cause, and is an error, as our span processor makes it. */
export function expectFailedChat(run: Run, chat: Chat): void {
  const { attributes, status } = chatSpan(run, chat);
  expect(attributes).toMatchObject({ ...causeOf(chat), 'error.type': chat.code });
  expect(status).toMatchObject({ code: 2, message: expect.stringContaining(`${chat.vendor} ${chat.code}`) });
}

/** A chat whose last attempt succeeded is no error, and says how many attempts failed. */
export function expectRecoveredChat(run: Run, chat: Chat): void {
  const { attributes, status } = chatSpan(run, chat);
  expect(status.code).toBe(0);
  expect(attributes).toMatchObject({ 'llm_error.failed_attempts': 1 });
  expect(attributes).not.toHaveProperty(['llm_error.code']);
  expect(attributes).not.toHaveProperty(['error.type']);
}

/** The client span of each failed attempt has the cause; its status is the HTTP instrumentation's. */
export function expectClientSpans(run: Run, chat: Chat): void {
  clientSpans(run, chat).forEach(({ attributes, status }, index) => {
    expect(status.code).toBe(0);
    if (index < (chat.failures ?? chat.attempts)) expect(attributes).toMatchObject(causeOf(chat));
    else expect(attributes).not.toHaveProperty(['llm_error.code']);
  });
}
