import { describeCells } from './cells.ts';
import { FAILED_CHATS } from './chats.ts';
import { chatSpan, expectUnharmed } from './expectations.ts';
import { MODULE_KINDS, runProgram } from './run-program.ts';

describeCells((cell) => {
  describe.each(MODULE_KINDS)('switched off, in a program of %s', (modules) => {
    it.each([
      ['withLlmErrors', 'environment', []],
      ['register', 'none', ['otel-llm-errors/register']],
    ])('%s leaves no trace', async (_name, setup, preload) => {
      const env = { OTEL_LLM_ERRORS_DISABLED: 'true' };
      const chats = FAILED_CHATS;
      const run = await runProgram(cell, { modules, setup, preload, chats, log: { transport: true }, env });
      // winston's transport complains of an Error that has Headers.
      expectUnharmed(
        { ...run, stderr: run.stderr.replaceAll(/^Invalid attribute value set for key: headers\n/gm, '') },
        chats,
      );
      for (const chat of chats) expect(chatSpan(run, chat).status.code).toBe(0);
      // Nothing includes the bridge, without which SDK 3 gets no record of winston.
      expect(run.logs).toHaveLength(cell.sdk === 'sdk3' ? 0 : run.forms.length);
      const { spans, logs, metrics } = run;
      expect(JSON.stringify({ spans, logs, metrics })).not.toMatch(/llm[_-]errors?\./);
    });
  });
});
