import { classifyLogRecord } from '../../src/evidence/from-log-record.ts';

describe('classifyLogRecord', () => {
  it('reads an exception, with the provider told by the active span', () => {
    const record = {
      body: 'call failed',
      attributes: {
        'exception.type': 'Arrearage',
        'exception.message': '400 Access denied, please make sure your account is in good standing.',
      },
    };
    expect(classifyLogRecord(record, { provider: 'dashscope' })).toMatchObject({
      provider: 'dashscope',
      code: 'Arrearage',
      category: 'billing',
    });
  });

  it("reads an answer that was logged as a body, a field, or JSON text, and knows MiniMax's shape without a hint", () => {
    const answer = { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, trace_id: 't-1' };
    for (const record of [
      { body: answer },
      { body: 'failed', attributes: { ...answer } },
      { body: 'failed', attributes: { response: answer } },
      { body: `failed: ${JSON.stringify(answer)}` },
    ]) {
      expect(classifyLogRecord(record)).toMatchObject({
        provider: 'minimax',
        code: '1008',
        category: 'billing',
        requestId: 't-1',
      });
    }
  });

  it('leaves alone what is not known to be a failed LLM call', () => {
    expect(
      classifyLogRecord({
        body: 'connect ECONNREFUSED 127.0.0.1:5432',
        attributes: { 'exception.type': 'ECONNREFUSED', 'exception.message': 'connect ECONNREFUSED' },
      }),
    ).toBeUndefined();
    expect(classifyLogRecord({ body: 'payment required for order 17 (1008)' })).toBeUndefined();
    expect(classifyLogRecord({ body: { code: 4011, msg: 'no' } })).toBeUndefined();
  });
});
