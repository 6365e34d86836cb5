import { spawnSync } from 'node:child_process';
import { explain } from '../../src/classify/explain.ts';
import type { Language } from '../../src/classify/types.ts';
import { supportText } from '../../src/cli/support-text.ts';
import { classifyError } from '../../src/evidence/from-error.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';

type Answer = Parameters<typeof classifyResponse>[0];

function textFor(answer: Answer, language: Language, vendor?: string): string | undefined {
  const found = classifyResponse(answer);
  return found && supportText(found, explain(found, { language }), { language, vendor });
}

const paid: Answer = {
  url: 'https://api.minimax.io/v1/text/chatcompletion_v2',
  status: 200,
  headers: { 'Trace-Id': '04b8a0d1c2e3f405' },
  body: { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
};

describe('the text for the support of a vendor', () => {
  it('quotes the code, the message and the id, and leaves the time to be filled in', () => {
    expect(textFor(paid, 'en', 'MiniMax')?.split('\n')).toEqual([
      'Hello, a call to your API failed. Can you tell us why?',
      'Provider: MiniMax',
      'Time: <when the call failed, with the time zone>',
      'HTTP status: 200 (the failure stands in the body of a success)',
      'Error code: 1008',
      'Message: insufficient balance',
      'Request id: 04b8a0d1c2e3f405 (response header Trace-Id)',
    ]);
  });

  it('comes in Chinese too', () => {
    expect(textFor(paid, 'zh', 'MiniMax')?.split('\n')).toEqual([
      '您好，我们调用贵方 API 时失败，请协助查明原因。',
      '服务商：MiniMax',
      '发生时间：<请填写失败时间及时区>',
      'HTTP 状态码：200（失败信息位于成功状态的响应体中）',
      '错误码：1008',
      '错误信息：insufficient balance',
      '请求 ID：04b8a0d1c2e3f405（响应头 Trace-Id）',
    ]);
  });

  it('says which field of the body held the id, and keeps a key to itself', () => {
    const text = textFor(
      {
        url: 'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation',
        status: 401,
        body: { code: 'InvalidApiKey', message: 'Wrong key sk-0123456789abcdef.', request_id: 'f0e1d2c3-0000' },
      },
      'en',
    );
    expect(text).toContain('Request id: f0e1d2c3-0000 (field request_id of the response body)');
    expect(text).not.toContain('0123456789abcdef');
  });

  it('asks for the id that the vendor wants when there is none', () => {
    expect(textFor({ ...paid, headers: {} }, 'en')).toContain('Request id: <add the Trace-Id response header');
    expect(textFor({ ...paid, headers: {} }, 'zh')).toContain('请求 ID：<请补充：响应头中的 Trace-Id');
  });

  it('is not written when nobody knows to whom', () => {
    const found = classifyError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    expect(found).toMatchObject({ category: 'network' });
    expect(found && supportText(found, {}, { language: 'en' })).toBeUndefined();
  });

  it('closes what the command line prints of a pasted text, under the name of the vendor', () => {
    const pasted = 'code: 4101, msg: no permission, logid: 20260301120000C37E040702BD2ACD9F33';
    const args = ['--import', 'tsx', 'src/cli/main.ts', 'classify', pasted, '--provider', 'coze', '--lang', 'zh'];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stdout).toContain('  可发给技术支持的文字:\n    您好，');
    expect(stdout).toContain('    服务商：扣子（Coze）\n');
    expect(stdout).toMatch(/ {4}请求 ID：20260301120000C37E040702BD2ACD9F33（取自错误文本）\n$/);
  });
});
