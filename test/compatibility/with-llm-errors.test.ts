import { describeCells } from './cells.ts';
import { FAILED_CHATS, RETRIED_CHAT } from './chats.ts';
import {
  expectClientSpans,
  expectEachFailureOnce,
  expectFailedChat,
  expectRecoveredChat,
  expectUnharmed,
} from './expectations.ts';
import { MODULE_KINDS, runProgram } from './run-program.ts';

const CHATS = [...FAILED_CHATS, RETRIED_CHAT];

describeCells((cell) => {
  describe.each(MODULE_KINDS)('withLlmErrors, in a program of %s', (modules) => {
    it.each([
      ['exporters from the environment', 'environment'],
      ['an exporter of its own', 'exporter'],
      ['processors of its own', 'processors'],
      ['a second copy of the package', 'two-copies'],
    ])('tells each failure once, with %s', async (_with, setup) => {
      const run = await runProgram(cell, { modules, setup, chats: CHATS });
      expectUnharmed(run, CHATS);
      expectEachFailureOnce(run);
      for (const chat of CHATS) expectClientSpans(run, chat);
      for (const chat of FAILED_CHATS) expectFailedChat(run, chat);
      expectRecoveredChat(run, RETRIED_CHAT);
    });
  });
});
