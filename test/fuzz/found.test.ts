import { deflateSync } from 'node:zlib';
import { defineCatalog } from '../../src/classify/define-catalog.ts';
import { classifyError } from '../../src/evidence/from-error.ts';
import { classifyLogRecord } from '../../src/evidence/from-log-record.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifySpan } from '../../src/evidence/from-span.ts';
import { codingsFor, StreamDecoder } from '../../src/instrumentation/decoder.ts';
import { isAbort } from '../../src/instrumentation/transport-error.ts';
import { accountOf, resolveConfig } from '../../src/telemetry/config.ts';
import { LlmErrorOptionsError } from '../../src/telemetry/options-error.ts';
import { llmErrorFormat } from '../../src/winston/llm-error-format.ts';

// What fuzzing found, each case as small as it could be shrunk.

it('tells the form of deflate by the first bytes that come, not by an empty piece before them', async () => {
  const parts: Uint8Array[] = [];
  const decoder = new StreamDecoder(codingsFor('deflate') ?? [], (bytes) => parts.push(bytes));
  decoder.write(Buffer.alloc(0));
  decoder.write(deflateSync('{"a":1}'));
  await new Promise<void>((resolve) => decoder.end(resolve));
  expect(Buffer.concat(parts).toString()).toBe('{"a":1}');
});

it('shows the start of a long text that was given for an option', () => {
  expect(new LlmErrorOptionsError('hosts', 'x'.repeat(5_000), 'pairs').message.length).toBeLessThan(200);
});

it('finds no account under a host that is called after what every object has', () => {
  expect(accountOf('toString', resolveConfig({}, {}))).toBeUndefined();
});

it('takes no list with a hole for a list of texts', () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is the case
  expect(() => resolveConfig({ spanTexts: [,] as never }, {})).toThrow('spanTexts');
});

it('tells whether the caller went away where the reason has getters that throw', () => {
  const reason = {
    get name(): string {
      throw new Error('no');
    },
    get code(): string {
      throw new Error('no');
    },
  };
  const cause = { category: 'unknown', fault: 'unknown', inBand: false, match: 'none', rule: 'none' } as const;
  expect(isAbort(reason, cause)).toBe(true);
});

describe('foreign objects', () => {
  const explode = (): never => {
    throw new Error('a trap');
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const getters = () => Object.defineProperty({}, 'error', { get: explode, enumerable: true });
  const endless = () => Object.assign([], { length: 2 ** 32 - 1 });

  it.each([
    ['a revoked proxy', revoked],
    ['a getter that throws', getters],
    ['a list without end', endless],
    ['something around them', () => ({ error: { message: revoked(), code: getters(), errors: endless() } })],
  ])('are read as far as they can be: %s', (_name, make) => {
    expect(classifyResponse({ status: 500, body: make() })).toMatchObject({ category: 'server_error' });
    expect(classifyResponse({ status: 500, headers: make() as never })).toMatchObject({ category: 'server_error' });
    expect(classifyResponse({ status: 500, headers: { 'retry-after': make() } })).toMatchObject({ httpStatus: 500 });
    const answer = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } };
    expect(classifyError({ error: answer, cause: make() })).toMatchObject({ provider: 'minimax', code: '1008' });
    expect(classifyError({ response: { data: answer, status: make() }, errors: make() })).toMatchObject({
      code: '1008',
    });
    const log = { attributes: { error: make(), answer } };
    expect(classifyLogRecord(log, { provider: 'minimax' })).toMatchObject({ code: '1008' });
    const info = { level: 'error', message: 'no answer', answer, [Symbol.for('splat')]: [make()] };
    expect(llmErrorFormat({}).transform(info)['llm_error.code']).toBe('1008');
  });

  it('have a status only where that is a number or a text', () => {
    expect(classifyError({ message: '429 Too Many Requests', status: Symbol('429') })).toMatchObject({
      httpStatus: 429,
    });
  });
});

it('gives no message where nothing of it can be seen', () => {
  const found = classifyResponse({ status: 500, body: { error: { message: '\u202e' } } });
  expect(found).toMatchObject({ category: 'server_error' });
  expect(found).not.toHaveProperty('message');
});

it.each([
  ['an empty one', ''],
  ['one as long as an answer', 'x'.repeat(129)],
])('remembers no task by an id that is none: %s', (_name, id) => {
  const output = { task_id: id, task_status: 'FAILED', code: 'InternalError', message: 'failed' };
  const found = classifyResponse({
    url: 'https://dashscope.aliyuncs.com/api/v1/tasks/1',
    status: 200,
    body: { output },
  });
  expect(found).toMatchObject({ provider: 'dashscope', code: 'InternalError' });
  expect(found).not.toHaveProperty('taskId');
});

it('takes no long text of an instrumentation for the name of a provider', () => {
  const attributes = { 'gen_ai.provider.name': 'a long name '.repeat(100), 'error.type': 'rate_limit_exceeded' };
  expect(classifySpan({ name: 'chat', attributes })).not.toHaveProperty('provider');
});

const LEAST = { provider: 'acme', hosts: [], requestId: { from: [] }, envelopes: [], codes: {} };

it.each([
  ['/proofs', { proofs: '' }],
  ['/proofs/0', { proofs: [1] }],
  ['/codes/1/aliases', { codes: { 1: { category: 'billing', retryable: null, aliases: 'x' } } }],
  ['/statuses/400', { statuses: { 400: null } }],
  ['/hosts/0', { hosts: new Array(1) }],
  ['/envelopes/0/task', { envelopes: [{ name: 'x', task: 1 }] }],
  ['/envelopes/0/when//type/0', { envelopes: [{ name: 'x', when: { '/type': new Array(1) } }] }],
])('refuses a catalog that would throw later, at %s', (path, fields) => {
  expect(() => defineCatalog({ ...LEAST, ...fields })).toThrow(expect.objectContaining({ path }));
});

it('takes no list of catalogs with a hole', () => {
  expect(() => resolveConfig({ catalogs: new Array(1) }, {})).toThrow('must be an object');
});
