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
const OURS = 'otel-llm-errors/register';
const THEIRS = '@opentelemetry/auto-instrumentations-node/register';

describeCells((cell) => {
  describe.each(MODULE_KINDS)('preloaded, in a program of %s', (modules) => {
    it('starts the SDK', async () => {
      const run = await runProgram(cell, { modules, setup: 'none', preload: [OURS], chats: CHATS });
      expectUnharmed(run, CHATS);
      expectEachFailureOnce(run);
      for (const chat of FAILED_CHATS) expectFailedChat(run, chat);
      expectRecoveredChat(run, RETRIED_CHAT);
    });

    it.each([
      ['after', [THEIRS, OURS]],
      ['before', [OURS, THEIRS]],
    ])('joins the SDK of auto-instrumentations-node, preloaded %s it', async (_when, preload) => {
      const run = await runProgram(cell, { modules, setup: 'none', preload, chats: CHATS });
      expectUnharmed(run, CHATS);
      expectEachFailureOnce(run);
      for (const chat of CHATS) expectClientSpans(run, chat);
      for (const chat of FAILED_CHATS) expectFailedChat(run, chat);
      expectRecoveredChat(run, RETRIED_CHAT);
    });
  });

  it.each([
    ['esm', 'cjs', '--import'],
    ['cjs', 'esm', '--require'],
  ] as const)('shares its state as %s with the package as %s', async (_ours, modules, preloadBy) => {
    const chats = FAILED_CHATS;
    const run = await runProgram(cell, { modules, setup: 'joining', preload: [OURS], preloadBy, chats });
    expectUnharmed(run, chats);
    expectEachFailureOnce(run);
  });
});
