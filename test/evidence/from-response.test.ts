import { classifyResponse } from '../../src/evidence/from-response.ts';

const minimax = 'https://api.minimax.io/v1/chat/completions';
const dashscope = 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions';

describe('classifyResponse', () => {
  it('sees no failure in success of every spelling', () => {
    for (const body of [
      '{"base_resp":{"status_code":0}}',
      '{"code":"200"}',
      '{"code":null,"message":""}',
      '{"code":0,"msg":"","data":{"last_error":{"code":0}}}',
      '',
      '[]',
      'null',
      '{}',
      'ok',
    ]) {
      expect(classifyResponse({ status: 200, body })).toBeUndefined();
      expect(classifyResponse({ url: minimax, status: 200, body })).toBeUndefined();
    }
  });

  it('sees no failure in error fields that hold nothing, nor in a frame whose code says success', () => {
    for (const body of [
      { id: 'ftjob-1', status: 'succeeded', error: { code: null, message: null, param: null } },
      { error: {} },
      { header: { code: 0, message: 'Success', sid: 'cht000' }, payload: {} },
    ]) {
      expect(classifyResponse({ status: 200, body })).toBeUndefined();
    }
  });

  it('reads the words of a failed answer whose shape nobody knows', () => {
    const body = {
      files: [],
      text: "generation failed: Error code: 404 - {'error': {'code': 'model_not_found', 'message': 'no such model'}}",
    };
    expect(classifyResponse({ status: 404, body })).toMatchObject({ code: 'model_not_found', category: 'not_found' });
  });

  it('does not judge a file that a call fetched', () => {
    const item = { custom_id: '1', error: { code: 'batch_expired', message: 'expired' } };
    for (const path of ['/v1/files/file-1/content', '/v1/messages/batches/b-1/results']) {
      const response = { url: `https://api.openai.com${path}`, headers: { 'content-type': 'application/json' } };
      expect(classifyResponse({ ...response, status: 200, body: item })).toBeUndefined();
      expect(classifyResponse({ ...response, status: 404, body: item })).toBeDefined();
    }
  });

  it('lets a failing status beat a code that says success', () => {
    expect(
      classifyResponse({ url: minimax, status: 429, body: '{"base_resp":{"status_code":0,"status_msg":""}}' }),
    ).toMatchObject({ category: 'rate_limited', match: 'http_status', inBand: false });
  });

  it('tells the causes of one code apart by the message', () => {
    const cause = (message: string) =>
      classifyResponse({ url: dashscope, status: 429, body: { error: { code: 'insufficient_quota', message } } })
        ?.category;
    expect(cause('You exceeded your current quota, see https://help.example/error-code#token-limit')).toBe(
      'rate_limited',
    );
    expect(cause('Free allocated quota exceeded.')).toBe('quota_exhausted');
  });

  it('reads the same code differently where another provider answered', () => {
    const body = { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } };
    expect(classifyResponse({ url: dashscope, status: 429, body })?.category).toBe('rate_limited');
    expect(classifyResponse({ status: 429, body })?.category).toBe('billing');
  });

  it('believes the host before the SDK that calls itself openai', () => {
    const body = { error: { code: 'Arrearage', message: 'm' } };
    expect(classifyResponse({ url: dashscope, provider: 'openai', status: 400, body })?.provider).toBe('dashscope');
  });

  it('does not take an id that many services send for a vendor', () => {
    const found = classifyResponse({
      url: 'https://private.example/api',
      status: 200,
      headers: { 'X-Tt-Logid': '20260101' },
      body: '{"code":4011,"msg":"no"}',
    });
    expect(found?.provider).toBeUndefined();
  });

  it('keeps the id to quote and where it stood', () => {
    expect(
      classifyResponse({
        url: minimax,
        status: 200,
        headers: { trace_id: 'aa01' },
        body: '{"base_resp":{"status_code":1002}}',
      }),
    ).toMatchObject({ requestId: 'aa01', requestIdSource: 'Trace-Id' });
  });

  it('counts a polled task by its id', () => {
    const found = classifyResponse({
      url: 'https://dashscope.aliyuncs.com/api/v1/tasks/t-1',
      status: 200,
      body: {
        request_id: 'r',
        output: { task_id: 't-1', task_status: 'FAILED', code: 'InternalError.Timeout', message: 'm' },
      },
    });
    expect(found).toMatchObject({ phase: 'task', taskId: 't-1', category: 'timeout', inBand: true });
  });

  it('names a failure without a body by its status', () => {
    expect(classifyResponse({ url: minimax, status: 502, body: '' })).toMatchObject({
      provider: 'minimax',
      category: 'server_error',
      retryable: true,
    });
    expect(classifyResponse({ url: minimax, status: 503, body: '<html><title>503</title></html>' })?.category).toBe(
      'overloaded',
    );
  });

  it('obeys x-should-retry and a wait that is too long', () => {
    const body = '{"error":{"message":"slow down"}}';
    expect(classifyResponse({ status: 429, headers: { 'x-should-retry': 'false' }, body })?.retryable).toBe(false);
    expect(classifyResponse({ status: 429, headers: { 'retry-after': '7200' }, body })).toMatchObject({
      retryable: false,
      retryAfter: 7200,
    });
  });

  it.each(['constructor', 'toString', '__proto__', 'valueOf'])(
    'takes the code %s for a code like any other',
    (code) => {
      for (const body of [
        { error: { code, message: 'x' } },
        { code, message: 'x', request_id: 'r' },
        { error: { type: code, message: 'x' } },
      ]) {
        for (const url of [undefined, dashscope, minimax])
          expect(classifyResponse({ url, status: 400, body })?.category).toBe('invalid_request');
      }
    },
  );

  it('takes a sentence that stands in the place of a code for the message, and no secret for a code', () => {
    const sentence = classifyResponse({
      url: dashscope,
      status: 401,
      body: { code: 'Invalid key sk-abcdefgh12345678 of bob@example.com', request_id: 'r' },
    });
    expect(sentence).toMatchObject({ category: 'authentication' });
    expect(JSON.stringify(sentence)).not.toMatch(/sk-abc|bob@/);
    const long = classifyResponse({ url: dashscope, status: 400, body: { code: 'x'.repeat(20_000), message: 'm' } });
    expect(long?.code).toBeUndefined();
  });

  it('does not read an answer that HTTP calls a success and that is no JSON', () => {
    for (const body of [
      'Minutes: the bill is overdue, said the caller.',
      '{"custom_id":"1","response":{"body":{"x":"the account is in arrears"}}}\n{"code":"x","text":"insufficient balance"}',
    ]) {
      expect(classifyResponse({ url: minimax, status: 200, body })).toBeUndefined();
      expect(classifyResponse({ url: dashscope, status: 200, body })).toBeUndefined();
    }
  });

  it('asks headers of any form, also those that only answer get()', () => {
    const headers = { get: (name: string) => (name === 'Trace-Id' ? 'aa02' : null) };
    expect(
      classifyResponse({ url: minimax, status: 200, headers, body: { base_resp: { status_code: 1002 } } })?.requestId,
    ).toBe('aa02');
  });

  it('never lets a secret out of the message', () => {
    const found = classifyResponse({
      url: minimax,
      status: 401,
      body: { error: { type: 'authorized_error', message: 'invalid api key: sk-abcdefgh12345678 (2049)' } },
    });
    expect(found).toMatchObject({ code: '2049', category: 'authentication' });
    expect(found?.message).not.toContain('sk-abc');
  });
});
