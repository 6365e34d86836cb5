import { classifyText } from '../../src/evidence/from-text.ts';

describe('classifyText', () => {
  it.each([
    [
      'an SDK message with the body in it',
      '400 {"error":{"code":"Arrearage","message":"Access denied","request_id":"r-9"}}',
      'dashscope',
      { code: 'Arrearage', category: 'billing', requestId: 'r-9' },
    ],
    [
      "Python's repr",
      "Error code: 429 - {'error': {'code': 'insufficient_quota', 'message': 'Free allocated quota exceeded.', 'param': None}}",
      'dashscope',
      { code: 'insufficient_quota', category: 'quota_exhausted' },
    ],
    [
      'the code in parentheses',
      'Agent failed: input new_sensitive (1026). Try again later.',
      'minimax',
      { code: '1026', category: 'content_filtered' },
    ],
    [
      "the Coze SDK's words",
      'APIError: code: 4020, msg: rate limit, logid: 20260101AA',
      'coze',
      { code: '4020', category: 'rate_limited', requestId: '20260101AA' },
    ],
    [
      'a cut body',
      'unexpected status 500: {"type":"error","error":{"type":"api_error","message":"insufficient balance (1008)","http_co',
      'minimax',
      { code: '1008', category: 'billing' },
    ],
    [
      'a prefix with status and sub-code',
      '<400> InternalError.Algo.DataInspectionFailed: Output data may contain inappropriate content.',
      'dashscope',
      { category: 'content_filtered' },
    ],
    ['a bare sentence', 'Request timed out.', undefined, { category: 'timeout' }],
  ])('reads %s', (_name, text, provider, expected) => {
    expect(classifyText(text, { provider })).toMatchObject(expected);
  });

  it('does not take a number in parentheses for a code of a provider that nobody named', () => {
    expect(classifyText('See chapter (1008) for more.')).toBeUndefined();
  });

  it('says nothing about prose without a failure', () => {
    expect(classifyText('The load balancer moved 1000 requests to the new pool.')).toBeUndefined();
  });

  it('ends soon on a megabyte of anything', () => {
    for (const piece of ['{', '"', '[{', 'rate limit ', '(1008) ', 'a@', 'https://x?', 'data: {\n']) {
      const text = piece.repeat(1_000_000 / piece.length);
      const started = Date.now();
      classifyText(text, { provider: 'minimax' });
      expect(Date.now() - started).toBeLessThan(5_000);
    }
  });
});
