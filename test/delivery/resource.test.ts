import { DiagLogLevel, diag } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { detectResources } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { createBackEnd } from './servers/back-end.ts';
import { cleanUp, emit, newFolder, start } from './spool-kit.ts';

it('takes the resource as far as it is known, and all of it once its detectors are done', async () => {
  const error = jest.fn();
  const silent = (): void => {};
  const logger = { error, warn: silent, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  let found: (id: string) => void = () => {};
  const later = new Promise<string>((resolve) => {
    found = resolve;
  });
  const detector = { detect: () => ({ attributes: { 'host.name': 'here', 'host.id': later } }) };
  logs.setGlobalLoggerProvider(new LoggerProvider({ resource: detectResources({ detectors: [detector] }) }));
  const backEnd = await createBackEnd();
  try {
    const spool = start(newFolder(), backEnd.url);
    emit(0, 1);
    found('7');
    await new Promise((resolve) => setImmediate(resolve));
    emit(1, 3);
    await spool.forceFlush();
    const ids = backEnd.stored.map(({ body, resource }) => [body, resource['host.name'], resource['host.id']]);
    expect(ids).toEqual([
      ['0', 'here', undefined],
      ['1', 'here', '7'],
      ['2', 'here', '7'],
    ]);
    expect(error).not.toHaveBeenCalled();
  } finally {
    await cleanUp();
    await backEnd.close();
    logs.disable();
    diag.disable();
  }
});
