import { type Cell, describeCells } from './cells.ts';
import { MODULE_KINDS, type ModuleKind, type Run, runProgram } from './run-program.ts';

const TRACE_ID = '04b8a0d1c2e3f405a6b7c8d9e0f10213';
const CAUSE = { 'llm_error.provider': 'minimax', 'llm_error.code': '1008', 'llm_error.category': 'billing' };

/** The one form of a log call that does not hold the id to quote to support. */
const WITHOUT_ID = '{ error: text }';

const OURS = 'otel-llm-errors/register';
const THEIRS = '@opentelemetry/auto-instrumentations-node/register';

function logWith(cell: Cell, modules: ModuleKind, setup: string): Promise<Run> {
  return runProgram(cell, { modules, setup, log: { transport: true } });
}

function expectEnriched(run: Run): void {
  expect(run.code).toBe(0);
  expect(run.forms.length).toBeGreaterThan(0);
  expect(run.logs.map(({ scope }) => scope)).toEqual(run.forms.map(() => '@opentelemetry/winston-transport'));
  const records = run.forms.map((form, index) => ({ form, attributes: run.logs[index]?.attributes }));
  for (const { form, attributes } of records) {
    const id = form === WITHOUT_ID ? {} : { 'llm_error.request_id': TRACE_ID, 'minimax.trace_id': TRACE_ID };
    expect({ form, attributes }).toMatchObject({ form, attributes: { ...CAUSE, ...id, 'error.type': '1008' } });
    expect({ form, attributes }).not.toHaveProperty('attributes.trace_id');
  }
  const chat = run.spans.find(({ name }) => name === 'chat');
  expect(new Set(run.logs.map(({ spanId }) => spanId))).toEqual(new Set([chat?.spanId]));
}

describeCells((cell) => {
  describe.each(MODULE_KINDS)('winston, in a program of %s', (modules) => {
    it('ships every form of a log call with its cause, beside withLlmErrors', async () => {
      expectEnriched(await logWith(cell, modules, 'environment'));
    });

    it.each([
      ['after', [THEIRS, OURS]],
      ['before', [OURS, THEIRS]],
    ])('ships them through instrumentation-winston, preloaded %s it', async (_when, preload) => {
      const log = { transport: false };
      expectEnriched(await runProgram(cell, { modules, setup: 'none', preload, log }));
    });

    it('ships them with the format and the logs bridge alone', async () => {
      expectEnriched(await logWith(cell, modules, 'bridged'));
    });

    if (cell.sdk === 'sdk3') {
      it('ships nothing without the bridge, which can go when this fails', async () => {
        const run = await logWith(cell, modules, 'bare');
        expect(run.code).toBe(0);
        expect(run.spans.map(({ name }) => name)).toEqual(['chat']);
        expect(run.logs).toEqual([]);
      });
    }
  });
});
