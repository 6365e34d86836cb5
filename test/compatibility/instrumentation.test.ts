import { describeCells } from './cells.ts';
import { FAILED_CHATS } from './chats.ts';
import { causeOf, chatSpan, clientSpans, eventsIn, expectEachFailureOnce, expectUnharmed } from './expectations.ts';
import { MODULE_KINDS, type Run, runProgram } from './run-program.ts';

describeCells((cell) => {
  describe.each(MODULE_KINDS)('the instrumentation alone, in a program of %s', (modules) => {
    let run: Run;
    beforeAll(async () => {
      run = await runProgram(cell, { modules, setup: 'instrumentation', chats: FAILED_CHATS });
    });

    it('leaves the default exporters alive, and the program unharmed', () => {
      expectUnharmed(run, FAILED_CHATS);
      expect(run.spans).toHaveLength(2 * FAILED_CHATS.length);
      expect(run.metrics.map(({ metric }) => metric)).toContain('http.client.request.duration');
    });

    it('makes one event and one count of each failure', () => expectEachFailureOnce(run));

    it('puts each event into the context of its client span', () => {
      const clientOf = FAILED_CHATS.map((chat) => clientSpans(run, chat)[0]?.spanId);
      expect(eventsIn(run).map(({ spanId }) => spanId)).toEqual(clientOf);
    });

    // What is active when a request starts: the span of the chat, or the client span that instrumentation-http has made.
    it.each(FAILED_CHATS)('puts the cause of $name onto the span that is active', (chat) => {
      const { attributes, status } = chatSpan(run, chat);
      const client = clientSpans(run, chat)[0];
      const [active, other] =
        chat.transport === 'http' ? [client?.attributes, attributes] : [attributes, client?.attributes];
      expect(active).toMatchObject(causeOf(chat));
      expect(other).not.toHaveProperty(['llm_error.code']);
      expect([status.code, client?.status.code]).toEqual([0, 0]);
    });
  });
});
