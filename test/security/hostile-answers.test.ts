import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { classifyError } from '../../src/evidence/from-error.ts';
import { classifyLogRecord } from '../../src/evidence/from-log-record.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { WantedHosts } from '../../src/instrumentation/wanted-hosts.ts';
import { HOSTILE_BODIES } from './hostile-bodies.ts';

const catalogs = createCatalogSet();
const providers = [...catalogs.all.map(({ provider }) => provider), 'nobody'];
/** Of each kind of envelope one; the rules of the others are as many and proved by the lint. */
const some = [
  'openai',
  'anthropic',
  'minimax',
  'dashscope',
  'coze',
  'gcp.gemini',
  'aws.bedrock',
  'iflytek_spark',
  'nobody',
];

/** Far more than is needed, also on a busy machine; what is worse than linear takes minutes. */
const LONG = 3_000;

describe.each(Object.entries(HOSTILE_BODIES))('%s', (_, body) => {
  it('neither breaks nor holds up anything, whoever answers', () => {
    const slow: string[] = [];
    const look = (how: string, action: () => unknown) => {
      const began = performance.now();
      action();
      if (performance.now() - began > LONG) slow.push(how);
    };
    for (const provider of some) {
      for (const status of [200, 400]) {
        look(`answer ${status} of ${provider}`, () => classifyResponse({ provider, status, body }, { catalogs }));
      }
    }
    look('text', () => classifyText(body, { catalogs }));
    look('error', () => classifyError(Object.assign(new Error(body), { status: 400, error: body }), { catalogs }));
    look('log record', () => classifyLogRecord({ body: `openai ${body}`, attributes: { body } }, { catalogs }));
    expect(slow).toEqual([]);
  }, 120_000);
});

it('changes no prototype, and finds no cause that an object has by birth', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    for (const provider of providers) {
      const body = `{"error":{"code":"${name}","type":"${name}","message":"${name}"},"__proto__":{"polluted":1},"code":"${name}"}`;
      const cause = classifyResponse(
        { provider, status: 418, body, headers: { 'x-amzn-errortype': name } },
        { catalogs },
      );
      expect(cause?.match).toMatch(/^(?:none|http_status|shape)$/);
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(catalogs.forName('__proto__')).toBeUndefined();
  expect(catalogs.forHost('constructor')).toBeUndefined();
});

it('lets nobody speak for another provider: the host says who answered', () => {
  const headers = Object.fromEntries([...catalogs.signatureHeaders].map((name) => [name, 'x']));
  const body = {
    base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
    provider: 'minimax',
    error: { message: 'MinimaxException - insufficient balance (1008)', metadata: { provider_name: 'minimax' } },
  };
  const cause = classifyResponse({ url: 'https://api.openai.com/v1/chat/completions', status: 402, headers, body });
  expect(cause?.provider).toBe('openai');
});

it('makes of an upstream that is named only a provider that a catalog knows', () => {
  const body = { error: { code: 429, message: 'x', metadata: { provider_name: 'llm_error.evil\nname', raw: '{}' } } };
  const cause = classifyResponse({ url: 'https://openrouter.ai/api/v1/chat/completions', status: 429, body });
  expect(cause).not.toHaveProperty('upstreamProvider');
});

it('takes neither credentials into the name of a host nor an account that an object has by birth', () => {
  const hosts = new WantedHosts(createCatalogSet({ hosts: { constructor: 'acme' } }), {});
  expect(hosts.find('https://user:secret@api.openai.com:443')?.host).toBe('api.openai.com');
  expect(hosts.find('https://constructor')).toMatchObject({ host: 'constructor', account: undefined });
});

it('remembers no task whose id is as long as an answer', () => {
  const output = { task_status: 'FAILED', task_id: 'x'.repeat(60_000), code: 'InvalidParameter', message: 'bad' };
  const find = (task_id: string) =>
    classifyResponse({
      provider: 'dashscope',
      status: 200,
      body: { request_id: 'r1', output: { ...output, task_id } },
    });
  expect(find('task-1')?.taskId).toBe('task-1');
  expect(find(output.task_id)).toMatchObject({ code: 'InvalidParameter' });
  expect(find(output.task_id)).not.toHaveProperty('taskId');
});
