import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PLUGIN, ROOT, runApp } from './run-app.ts';

// Each test starts programs of its own.
jest.setTimeout(30_000);

const REGISTER = pathToFileURL(join(ROOT, 'src', 'register.ts')).href;
const OWN_SDK = pathToFileURL(join(__dirname, 'start-sdk.otel.mjs')).href;
const TSX = pathToFileURL(require.resolve('tsx')).href;

const CAUSE = { 'llm_error.provider': 'minimax', 'llm_error.code': '1008', 'llm_error.category': 'billing' };

it.each([
  ['alone', [REGISTER]],
  ['after a file that starts an SDK', [OWN_SDK, REGISTER]],
  ['before a file that starts an SDK', [REGISTER, OWN_SDK]],
])('works %s', async (_name, preloads) => {
  const nodeArgs = ['--import', 'tsx', ...preloads.flatMap((file) => ['--import', file])];
  const run = await runApp({ nodeArgs, setup: 'none', env: { PLUGIN, OTEL_LOG_LEVEL: 'warn' } });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.chat?.attributes).toMatchObject({ ...CAUSE, 'error.type': '1008' });
  expect(run.chat?.status).toMatchObject({ code: 2, message: expect.stringMatching(/^minimax 1008 billing/) });
  expect(run.event?.attributes).toMatchObject(CAUSE);
  expect(run.appLog?.attributes).toMatchObject(CAUSE);
  expect(run.occurrences).toBe(1);
});

it('flushes at SIGTERM and lets the signal end the program', async () => {
  const run = await runApp({
    nodeArgs: ['--import', 'tsx', '--import', REGISTER],
    program: 'wait-for-signal.mjs',
    whenReady: (child) => child.kill('SIGTERM'),
  });
  expect(run.signal).toBe('SIGTERM');
  expect(run.event?.attributes).toMatchObject(CAUSE);
  expect(run.occurrences).toBe(1);
});

it('leaves the end to a program that listens to SIGTERM, though its listener runs once', async () => {
  const run = await runApp({
    nodeArgs: ['--import', 'tsx', '--import', REGISTER],
    program: 'drain-at-signal.mjs',
    whenReady: (child, stdout) => {
      if (stdout === 'ready\n') child.kill('SIGTERM');
    },
  });
  expect(run).toMatchObject({ signal: null, code: 7, stdout: 'ready\ndrained\n' });
  expect(run.event?.attributes).toMatchObject(CAUSE);
});

it('says of a wrong variable what it takes, though options are decided before the SDK sets its diag logger', async () => {
  const env = { PLUGIN, OTEL_LOG_LEVEL: 'warn', OTEL_LLM_ERRORS_EVENT_SEVERITY: 'warn' };
  const run = await runApp({ nodeArgs: ['--import', 'tsx', '--import', REGISTER], setup: 'none', env });
  expect(run.stderr.match(/OTEL_LLM_ERRORS_EVENT_SEVERITY=warn is not understood/g)).toHaveLength(1);
  expect(run.event?.attributes).toMatchObject(CAUSE);
});

it('says of a spool that cannot be why, and lets the program run', async () => {
  const env = { PLUGIN, OTEL_LOG_LEVEL: 'warn', OTEL_LLM_ERRORS_SPOOL_DIR: '/proc/nowhere' };
  const run = await runApp({ nodeArgs: ['--import', 'tsx', '--import', REGISTER], setup: 'none', env });
  expect(run.stderr).toContain('option "directory" is "/proc/nowhere"; it takes a folder');
  expect(run.event?.attributes).toMatchObject(CAUSE);
});

it('stays out when it is switched off', async () => {
  const env = { PLUGIN, OTEL_LLM_ERRORS_DISABLED: 'true' };
  const run = await runApp({ nodeArgs: ['--import', 'tsx', '--import', REGISTER], setup: 'none', env });
  expect(run.event).toBeUndefined();
  expect(Object.keys(run.chat?.attributes ?? {})).toEqual(['gen_ai.operation.name', 'gen_ai.request.model']);
  expect(JSON.parse(run.stdout)).toMatchObject({ taps: [] });
});

it('names the package to install when there is no SDK, and lets the program run', () => {
  const run = spawnSync(process.execPath, ['--import', TSX, '--import', REGISTER, '-e', 'console.log("ran")'], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  expect(run.stdout).toBe('ran\n');
  expect(run.stderr.match(/npm install @opentelemetry\/sdk-node/g)).toHaveLength(1);
  expect(run.status).toBe(0);
});

it.each([
  ['a program from standard input', ['-']],
  ['a program from the command line, with an argument', ['-e', 'PROGRAM', 'argument']],
])('joins in %s', (_name, args) => {
  const program = `console.log([...globalThis[Symbol.for('otel-llm-errors')].taps].join())`;
  const nodeArgs = args.map((arg) => (arg === 'PROGRAM' ? program : arg));
  const run = spawnSync(process.execPath, ['--import', TSX, '--import', REGISTER, ...nodeArgs], {
    cwd: tmpdir(),
    encoding: 'utf8',
    input: program,
  });
  expect(run.stdout).toMatch(/^undici,http/);
  expect(run.stderr).toMatch(/npm install @opentelemetry\/sdk-node/);
});
