import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fs, { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DiagLogLevel, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { startSpool } from '../../src/delivery/spool.ts';
import { resolveConfig } from '../../src/telemetry/config.ts';
import { AttemptRecorder } from '../../src/telemetry/recorder.ts';
import { state } from '../../src/telemetry/state.ts';
import { attempt, FAILED } from '../telemetry/samples.ts';
import { TestSdk } from '../telemetry/test-sdk.ts';
import { type BackEnd, createBackEnd, ok } from './servers/back-end.ts';
import { cleanUp, contentOf, emit, newFolder, numbers, segmentsIn, start, until, upTo } from './spool-kit.ts';

let sdk: TestSdk;
let backEnd: BackEnd;
beforeEach(async () => {
  sdk = new TestSdk();
  backEnd = await createBackEnd();
});
afterEach(async () => {
  await cleanUp();
  await Promise.all([sdk.shutdown(), backEnd.close()]);
});

it('takes the event of a failed attempt from the logger, writes it at once, and sends it', async () => {
  const folder = newFolder();
  start(folder, backEnd.url, { resourceAttributes: { 'service.version': '7' } });
  new AttemptRecorder(resolveConfig({}, {})).end(attempt(ROOT_CONTEXT), FAILED);
  expect(contentOf(folder)).toContain('minimax 1008 billing');
  await until(() => backEnd.stored.length > 0);
  expect(backEnd.stored).toEqual([
    expect.objectContaining({
      eventName: 'llm_error.attempt_failed',
      body: 'minimax 1008 billing: insufficient balance',
      resource: expect.objectContaining({ 'service.name': expect.any(String), 'service.version': '7' }),
      attributes: expect.objectContaining({ 'llm_error.code': '1008', 'log.record.uid': expect.any(String) }),
    }),
  ]);
  expect(sdk.events()).toEqual([]);
  expect(await sdk.sum('llm_error.occurrences')).toBe(1);
});

it('leaves no file when everything is sent and it is shut down; events go to the logger again', async () => {
  const folder = newFolder();
  const spool = start(folder, backEnd.url);
  emit(0, 1000);
  await spool.shutdown();
  expect(numbers(backEnd)).toEqual(upTo(1000));
  expect(spool.stats).toMatchObject({ written: 1000, acknowledged: 1000, waitingBytes: 0 });
  expect(segmentsIn(folder)).toEqual([]);
  expect(state.eventLogger).toBeUndefined();
  new AttemptRecorder(resolveConfig({}, {})).end(attempt(ROOT_CONTEXT), FAILED);
  expect(sdk.events()).toHaveLength(1);
});

it('writes files for this user only, with no message of the provider and no header of the exporter', async () => {
  const folder = join(newFolder(), 'made', 'by us');
  start(folder, backEnd.url, { headers: { authorization: 'Bearer of-the-back-end' } });
  const failure = { ...FAILED, classification: { ...FAILED.classification, message: 'what the user wrote' } };
  new AttemptRecorder(resolveConfig({}, {})).end(attempt(ROOT_CONTEXT), failure as typeof FAILED);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [file = ''] = segmentsIn(folder);
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  expect(contentOf(folder)).not.toMatch(/of-the-back-end|what the user wrote/);
});

it('sends outside of the request of the program that woke it', async () => {
  const requests = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const onRequest = (): void => void seen.push(requests.getStore());
  const { setTimeout } = globalThis;
  const planned = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((...args: Parameters<typeof setTimeout>) => {
    onRequest();
    return setTimeout(...args);
  }) as typeof setTimeout);
  subscribe('http.client.request.start', onRequest);
  const spool = start(newFolder(), backEnd.url);
  requests.run('a request of the program', () => emit(0, 1));
  expect(seen).toEqual([undefined]);
  planned.mockRestore();
  await until(() => spool.stats.acknowledged === 1);
  unsubscribe('http.client.request.start', onRequest);
  expect(seen).toEqual([undefined, undefined]);
});

it('sends the headers and nothing that is traced', async () => {
  const folder = newFolder();
  let headers: unknown;
  await backEnd.become(({ response }) => {
    headers = response.req.headers;
    response.writeHead(200).end();
  });
  const spool = start(folder, backEnd.url, { headers: { 'x-key': 'k' } });
  emit(0, 1);
  await spool.forceFlush();
  expect(headers).toMatchObject({ 'x-key': 'k', 'content-type': 'application/json' });
  expect(headers).not.toHaveProperty('traceparent');
  expect(spool.stats.acknowledged).toBe(1);
});

it('falls back to the logger when the disk refuses, and counts a loss only when there is none', async () => {
  const folder = newFolder();
  const spool = start(folder, backEnd.url);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file stands where the folder was');
  emit(0, 2);
  expect(sdk.events()).toHaveLength(2);
  expect(spool.stats).toMatchObject({ written: 0, toLogger: 2, dropped: { write_failed: 0 } });
  logs.disable();
  emit(2, 3);
  expect(spool.stats).toMatchObject({ written: 0, toLogger: 2, dropped: { write_failed: 1 } });
  expect(await sdk.points('llm_error.spool.dropped')).toEqual([
    { value: 1, attributes: { 'llm_error.spool.drop_reason': 'write_failed' } },
  ]);
});

it.each([
  [true, 3, 1],
  [false, 0, 0],
])('waits for the disk or not, with fsync %p', (fsync, records, folders) => {
  const [data, names] = [jest.spyOn(fs, 'fdatasyncSync'), jest.spyOn(fs, 'fsyncSync')];
  start(newFolder(), backEnd.url, { fsync });
  emit(0, 3);
  expect(data).toHaveBeenCalledTimes(records);
  expect(names).toHaveBeenCalledTimes(folders);
  jest.restoreAllMocks();
});

it('writes a record once where the disk cannot be waited for, and not to the logger too', async () => {
  const refuse = (): never => {
    throw Object.assign(new Error('EINVAL'), { code: 'EINVAL' });
  };
  jest.spyOn(fs, 'fdatasyncSync').mockImplementation(refuse);
  jest.spyOn(fs, 'fsyncSync').mockImplementation(refuse);
  const folder = newFolder();
  const spool = start(folder, backEnd.url, { fsync: true });
  emit(0, 3);
  jest.restoreAllMocks();
  expect(segmentsIn(folder)).toHaveLength(1);
  await spool.forceFlush();
  expect(numbers(backEnd)).toEqual(upTo(3));
  expect(spool.stats).toMatchObject({ written: 3, toLogger: 0 });
  expect(sdk.events()).toEqual([]);
});

it('stays in its folder when the program goes to another', async () => {
  const before = process.cwd();
  const folder = newFolder();
  process.chdir(folder);
  try {
    const spool = start('spool', backEnd.url);
    emit(0, 1);
    process.chdir(newFolder());
    await spool.forceFlush();
    emit(1, 2);
    expect(segmentsIn(join(folder, 'spool'))).toHaveLength(1);
    await spool.forceFlush();
    expect(numbers(backEnd)).toEqual([0, 1]);
  } finally {
    process.chdir(before);
  }
});

it('does not mind a diag logger that throws', async () => {
  const fail = (): never => {
    throw new Error('a logger that fails');
  };
  const logger = { error: fail, warn: fail, info: fail, debug: fail, verbose: fail };
  const folder = newFolder();
  await backEnd.become(undefined);
  const spool = start(folder, backEnd.url);
  diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
  try {
    emit(0, 1);
    await spool.forceFlush();
    await backEnd.become(ok);
    await until(() => spool.stats.acknowledged === 1);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file stands where the folder was');
    emit(1, 2);
  } finally {
    diag.disable();
  }
  expect(numbers(backEnd)).toEqual([0]);
  expect(sdk.events()).toHaveLength(1);
});

it('makes its folder anew when somebody tidied it away', async () => {
  const folder = newFolder();
  const spool = start(folder, backEnd.url);
  emit(0, 1);
  await spool.forceFlush();
  rmSync(folder, { recursive: true });
  emit(1, 2);
  await spool.forceFlush();
  expect(numbers(backEnd)).toEqual([0, 1]);
});

it.each([
  ['directory', undefined],
  ['directory', 7],
  ['endpoint', 'localhost:4318'],
  ['endpoint', 'ftp://localhost/v1/logs'],
  ['maxBytes', 10],
  ['maxAgeSeconds', -1],
  ['fsync', 'yes'],
  ['timeoutMillis', 0],
  ['headers', 'a=b'],
])('refuses the option %s: %p', (option, value) => {
  expect(() => start(newFolder(), backEnd.url, { [option]: value } as never)).toThrow(
    expect.objectContaining({ code: 'LLM_ERROR_OPTION_INVALID', option }),
  );
});

it('says at once when the folder cannot be used', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  expect(() => start(file, backEnd.url)).toThrow(
    /option "directory".*a folder that this process can make and write to/,
  );
});

describe('without options', () => {
  const env = { ...process.env };
  afterEach(() => {
    process.env = { ...env };
  });

  it('goes where the exporter of OpenTelemetry would, as the variables say', async () => {
    await backEnd.close();
    const folder = newFolder();
    const server = createServer({ ...selfSigned(folder) }, (request, response) => {
      seen = { url: request.url, headers: request.headers };
      response.end();
    });
    let seen: unknown;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      OTEL_LLM_ERRORS_SPOOL_DIR: join(folder, 'spool'),
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${(server.address() as AddressInfo).port}/base/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=one%20two,x=overridden',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'X=y',
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'cert.pem'),
    });
    const spool = startSpool();
    emit(0, 1);
    await spool.shutdown();
    server.close();
    expect(spool.stats.acknowledged).toBe(1);
    expect(seen).toMatchObject({ url: '/base/v1/logs', headers: { 'api-key': 'one two', x: 'y' } });
  });
});

function selfSigned(folder: string) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-nodes', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'pipe',
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
