import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { classifySpan } from '../../src/evidence/from-span.ts';

const error = { code: 2 };

describe('classifySpan reads what other instrumentations record', () => {
  it.each([
    [
      "OTel's openai instrumentation: a class name and the message as status",
      {
        attributes: {
          'gen_ai.provider.name': 'openai',
          'server.address': 'dashscope.aliyuncs.com',
          'error.type': 'BadRequestError',
        },
        status: { code: 2, message: '400 Access denied, please make sure your account is in good standing.' },
      },
      { provider: 'dashscope', category: 'billing' },
    ],
    [
      'an exception event whose type is the code',
      {
        attributes: { 'gen_ai.provider.name': 'dashscope' },
        events: [
          {
            name: 'exception',
            attributes: { 'exception.type': 'Throttling.RateQuota', 'exception.message': '429 slow' },
          },
        ],
        status: error,
      },
      { provider: 'dashscope', code: 'Throttling.RateQuota', category: 'rate_limited' },
    ],
    [
      'the AI SDK: a provider name of its own and the answer in the message',
      {
        attributes: { 'gen_ai.provider.name': 'minimax.messages' },
        status: { code: 2, message: 'AI_APICallError: insufficient balance (1008)' },
      },
      { provider: 'minimax', code: '1008', category: 'billing' },
    ],
    [
      'the AI SDK: a name of its own, with the kind of the model behind it',
      {
        attributes: { 'gen_ai.provider.name': 'coze.completion' },
        status: { code: 2, message: 'code: 4011, msg: no balance' },
      },
      { provider: 'coze', code: '4011', category: 'billing' },
    ],
    [
      "Anthropic's native span",
      {
        attributes: {
          'gen_ai.provider.name': 'anthropic',
          'error.type': 'overloaded_error',
          'anthropic.request.id': 'req_1',
        },
        status: error,
      },
      { provider: 'anthropic', category: 'overloaded', requestId: 'req_1' },
    ],
    [
      'Langfuse: an attribute that holds the message',
      {
        attributes: {
          'gen_ai.system': 'coze',
          'langfuse.observation.status_message': 'code: 4011, msg: no balance, logid: 20260101000000CCCC',
        },
        status: error,
      },
      { provider: 'coze', code: '4011', category: 'billing', requestId: '20260101000000CCCC' },
    ],
    [
      'a bare status',
      {
        attributes: { 'server.address': 'api.minimax.io', 'http.response.status_code': 503, 'error.type': '503' },
        status: error,
      },
      { provider: 'minimax', category: 'overloaded', httpStatus: 503 },
    ],
    [
      'a system error',
      { attributes: { 'server.address': 'api.minimax.io', 'error.type': 'ECONNREFUSED' }, status: error },
      { category: 'network', exception: 'ECONNREFUSED' },
    ],
  ])('%s', (_name, span, expected) => {
    expect(classifySpan({ name: 'chat m', ...span })).toMatchObject(expected);
  });

  it('reads a level of ERROR where nobody set the status', () => {
    const attributes = {
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'Error: 401 no',
    };
    expect(classifySpan({ name: 'chat', attributes, status: { code: 0 } })).toMatchObject({
      category: 'authentication',
    });
    const fine = { ...attributes, 'langfuse.observation.level': 'DEFAULT' };
    expect(classifySpan({ name: 'chat', attributes: fine, status: { code: 0 } })).toBeUndefined();
  });

  it.each([
    [{ 'server.address': 'localhost', 'server.port': 8443 }],
    [{ 'url.full': 'http://localhost:8443/v1/messages' }],
  ])('knows the provider that was assigned to a host with a port, by %j', (attributes) => {
    const catalogs = createCatalogSet({ hosts: { 'localhost:8443': 'minimax' } });
    const span = { name: 'chat', attributes: { 'gen_ai.system': 'openai', ...attributes }, status: error };
    expect(classifySpan(span, { catalogs })).toMatchObject({ provider: 'minimax' });
  });

  it('has nothing to say about a span that shows no failure', () => {
    expect(
      classifySpan({
        name: 'chat',
        attributes: { 'gen_ai.provider.name': 'minimax', 'http.response.status_code': 200 },
        status: { code: 0 },
      }),
    ).toBeUndefined();
  });
});
