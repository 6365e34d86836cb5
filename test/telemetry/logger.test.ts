import { logs } from '@opentelemetry/api-logs';
import { bridgeLogsApi, getLogger } from '../../src/telemetry/logger.ts';

const API = Symbol.for('opentelemetry.js.api.1');
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');
const globals = globalThis as unknown as Record<symbol, unknown>;

afterEach(() => {
  delete globals[API];
  delete globals[API_LOGS];
});

/** The logger provider as SDK 3 registers it: with `@opentelemetry/api` 1.10. */
function registerAsSdk3(): { readonly emitted: unknown[] } {
  const emitted: unknown[] = [];
  globals[API] = {
    logs: { getLogger: (name: string) => ({ emit: (record: object) => emitted.push({ name, ...record }) }) },
  };
  return { emitted };
}

it('finds no logger while no SDK has registered one', () => {
  expect(getLogger()).toBeUndefined();
});

it('finds the logger of SDK 2 and of SDK 3', () => {
  const emitted: unknown[] = [];
  logs.setGlobalLoggerProvider({ getLogger: () => ({ emit: (record) => emitted.push(record), enabled: () => true }) });
  getLogger()?.emit({ body: 'two' });
  const sdk3 = registerAsSdk3();
  getLogger()?.emit({ body: 'three' });
  expect(emitted).toEqual([{ body: 'two' }]);
  expect(sdk3.emitted).toEqual([{ name: 'otel-llm-errors', body: 'three' }]);
});

it('bridges api-logs to SDK 3, without which its records vanish', () => {
  const { emitted } = registerAsSdk3();
  logs.getLogger('winston').emit({ body: 'lost' });
  expect(emitted).toEqual([]);
  expect(bridgeLogsApi()).toBe(true);
  expect(bridgeLogsApi()).toBe(true);
  logs.getLogger('winston').emit({ body: 'arrived' });
  expect(emitted).toEqual([{ name: 'winston', body: 'arrived' }]);
});

it('knows the bridge of another copy of this package', () => {
  registerAsSdk3();
  jest.isolateModules(() => require('../../src/telemetry/logger.ts').bridgeLogsApi());
  expect(bridgeLogsApi()).toBe(true);
  delete globals[API];
  expect(getLogger()).toBeUndefined();
});

it('leads a logger that was made before the SDK started to it', () => {
  registerAsSdk3();
  bridgeLogsApi();
  delete globals[API];
  const early = logs.getLogger('winston');
  early.emit({ body: 'too early' });
  expect(early.enabled()).toBe(false);
  const { emitted } = registerAsSdk3();
  early.emit({ body: 'in time' });
  expect(emitted).toEqual([{ name: 'winston', body: 'in time' }]);
});

it('keeps its hands off SDK 2, whether it has started or not', () => {
  expect(bridgeLogsApi()).toBe(false);
  const provider = { getLogger: () => ({ emit() {}, enabled: () => true }) };
  logs.setGlobalLoggerProvider(provider);
  expect(bridgeLogsApi()).toBe(false);
  expect(logs.getLoggerProvider()).toBe(provider);
});
