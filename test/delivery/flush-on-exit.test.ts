import { flushOnExit } from '../../src/delivery/flush-on-exit.ts';
import { type Compiled, compile } from './compiled.ts';
import { runProgram } from './run-program.ts';
import { type BackEnd, createBackEnd, hung, type Mode, ok } from './servers/back-end.ts';

jest.setTimeout(60_000);

let compiled: Compiled;
beforeAll(() => {
  compiled = compile();
});
afterAll(() => compiled.remove());

interface Setting {
  readonly end?: string;
  readonly extra?: string;
  readonly signals?: readonly NodeJS.Signals[];
  /** Milliseconds between two signals. */
  readonly apart?: number;
  readonly backEnd?: Mode | undefined;
  readonly timeout?: number;
  readonly without?: boolean;
  readonly exporterTimeout?: number;
}

async function end({ end = 'natural', extra = '', signals = [], apart = 300, backEnd = ok, ...rest }: Setting) {
  const server: BackEnd = await createBackEnd(backEnd);
  let sent = false;
  const run = await runProgram({
    program: 'ending-app.mjs',
    env: {
      END: signals.length > 0 ? 'signal' : end,
      EXTRA: extra,
      FLUSH: rest.without ? '' : compiled.file('delivery/flush-on-exit'),
      TIMEOUT: String(rest.timeout ?? 5000),
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: String(rest.exporterTimeout ?? 10_000),
      OTEL_BLRP_SCHEDULE_DELAY: '60000',
      OTEL_NODE_RESOURCE_DETECTORS: 'env',
    },
    onOutput: (child, stdout) => {
      if (sent || !stdout.startsWith('ready')) return;
      sent = true;
      signals.forEach((signal, index) => {
        setTimeout(() => child.kill(signal), index * apart);
      });
    },
  });
  await server.close();
  const { code, signal, stdout, stderr, millis } = run;
  return { code, signal, stdout, stderr, millis, arrived: server.stored.map(({ body }) => body) };
}

const ALL = ['before the end'];

describe('a program with flushOnExit', () => {
  it.each([
    ['by itself', {}, { code: 0, signal: null, stdout: 'exit 0\n', arrived: ALL }],
    ['by itself with a code', { end: 'natural with a code' }, { code: 9, stdout: 'exit 9\n', arrived: ALL }],
    ['in a wait that never ends', { end: 'waiting for ever' }, { code: 13, arrived: ALL }],
    ['by SIGTERM', { signals: ['SIGTERM'] }, { code: null, signal: 'SIGTERM', stdout: 'ready\n', arrived: ALL }],
    ['by SIGINT', { signals: ['SIGINT'] }, { code: null, signal: 'SIGINT', stdout: 'ready\n', arrived: ALL }],
    ['by SIGHUP', { signals: ['SIGHUP'] }, { code: null, signal: 'SIGHUP', stdout: 'ready\n', arrived: ALL }],
  ] as const)('that ends %s has sent all, and ends as it would have', async (_title, setting, expected) => {
    const [with_, without] = await Promise.all([end(setting), end({ ...setting, without: true })]);
    expect(with_).toMatchObject(expected);
    const { code, signal, stdout, stderr } = without;
    expect(with_).toMatchObject({ code, signal, stdout, stderr });
    expect(without.arrived).toEqual([]);
  });

  it.each(['exit', 'throw'])('that ends by %s is not held up, and loses what waits', async (how) => {
    const [with_, without] = await Promise.all([end({ end: how }), end({ end: how, without: true })]);
    const { code, stdout, stderr, arrived } = without;
    expect(with_).toMatchObject({ code, stdout, stderr, arrived });
    expect(arrived).toEqual([]);
  });

  it('leaves the end to a listener that runs once, and has sent all before', async () => {
    const run = await end({ signals: ['SIGTERM'], extra: 'listens and exits' });
    expect(run).toMatchObject({ code: 7, signal: null, arrived: ALL });
  });

  it('sends again at a signal that the program goes on after', async () => {
    const run = await end({ signals: ['SIGHUP', 'SIGHUP'], apart: 250, extra: 'listens and goes on' });
    expect(run.code).toBe(0);
    expect(run.arrived.sort()).toEqual(['after the signal', 'before the end']);
  });

  it('sends at the end what came after the signal', async () => {
    const run = await end({ signals: ['SIGTERM'], extra: 'drains by itself' });
    expect(run).toMatchObject({ code: 0, signal: null, arrived: ['before the end', 'after the signal'] });
  });

  it('sends at the last end what came after the first', async () => {
    const run = await end({ extra: 'goes on at beforeExit' });
    expect(run).toMatchObject({ code: 0, arrived: ['before the end', 'after the end'] });
  });

  it.each([
    ['given the SDK', 'sdk'],
    ['called by two copies of the package', 'second copy'],
    ['given a target that throws', 'throws'],
  ])('ends by its signal when it is %s', async (_title, extra) => {
    const run = await end({ signals: ['SIGTERM'], extra });
    expect(run).toMatchObject({ signal: 'SIGTERM', stderr: '', arrived: ALL });
  });

  it('does not deadlock with a library that ends the program when it is the only listener', async () => {
    expect(await end({ signals: ['SIGTERM'], extra: 'ends itself as signal-exit does' })).toMatchObject({
      signal: 'SIGTERM',
    });
  });

  it('ends at once by a second signal', async () => {
    const run = await end({ signals: ['SIGTERM', 'SIGTERM'], backEnd: hung, timeout: 20_000 });
    expect(run).toMatchObject({ signal: 'SIGTERM', arrived: [] });
    expect(run.millis).toBeLessThan(15_000);
  });

  it('ends by itself when its exporters give up on a back end that hangs', async () => {
    const run = await end({ backEnd: hung, exporterTimeout: 1000 });
    expect(run).toMatchObject({ code: 0, stdout: 'exit 0\n', stderr: '' });
  });

  it('ends by a signal in time when a target hangs', async () => {
    const run = await end({ signals: ['SIGTERM'], extra: 'hangs', timeout: 300 });
    expect(run).toMatchObject({ signal: 'SIGTERM', arrived: ALL });
    expect(run.millis).toBeLessThan(8000);
  });

  it('keeps the exit code of a main module that waits for ever, when the back end hangs too', async () => {
    const run = await end({ end: 'waiting for ever', backEnd: hung, timeout: 300, exporterTimeout: 1500 });
    expect(run.code).toBe(13);
  });

  it('does nothing any more when it is undone', async () => {
    const run = await end({ signals: ['SIGTERM'], extra: 'undone' });
    expect(run).toMatchObject({ signal: 'SIGTERM', arrived: [] });
  });
});

it.each(['SIGKILL', 'SIGSTOP', 'SIGNAL', undefined])('listens to no signal %p', (signal) => {
  expect(() => flushOnExit(undefined, { signals: ['SIGTERM', signal] as never })).toThrow(
    expect.objectContaining({ code: 'LLM_ERROR_OPTION_INVALID', option: 'signals' }),
  );
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

describe('a flush on demand', () => {
  it('has sent all when it resolves, also what a target holds', async () => {
    const run = await end({ end: 'frozen', extra: 'queue' });
    expect(run).toMatchObject({ signal: 'SIGKILL', stdout: 'target flushed\nflushed true\n', arrived: ALL });
  });

  it.each([
    ['the back end hangs', { backEnd: hung }],
    ['a target hangs', { extra: 'hangs' }],
  ] as const)('gives up in time, and says so, when %s', async (_title, setting) => {
    const run = await end({ end: 'frozen', ...setting, timeout: 300 });
    expect(run.stdout).toBe('flushed false\n');
    expect(run.millis).toBeLessThan(8000);
  });
});
