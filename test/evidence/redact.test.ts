import { redact } from '../../src/evidence/redact.ts';

describe('redact', () => {
  it.each([
    ['Incorrect API key provided: sk-proj-abcdEFGH1234. See', 'sk-proj'],
    ['Authorization: Bearer abcdef123456', 'abcdef123456'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc', 'eyJhbGci'],
    ['failed to download https://bucket.example.com/a.png?Expires=1&Signature=abc', 'Signature'],
    ['mail to someone.else@example.com please', 'someone.else'],
    ['wss://ws.coze.cn/v1/chat?authorization=Bearer pat_ABCdef123456', 'pat_ABC'],
    ["key 'AIzaSyA1234567890abcdefg' is not valid", 'AIzaSyA'],
    ['api_key="0123456789abcdef0123456789abcdef" rejected', '0123456789abcdef'],
    [`see https://bucket.example.com/${'a'.repeat(400)}?Signature=SECRETSECRET`, 'SECRETSECRET'],
    ['cannot read oss://bucket/key?Expires=1&Signature=SECRETSECRET', 'SECRETSECRET'],
    ['cannot read bucket/key.png?OSSAccessKeyId=1&Signature=SECRETSECRET', 'SECRETSECRET'],
    ['密钥：0123456789abcdef0123456789abcdef 无效', '0123456789abcdef'],
    ['key 0123456789abcdef0123456789abcdef.AbCdEfGh12345678 expired', 'AbCdEfGh'],
    ['access key LTAI4FoobarFoobarFoobar is disabled', 'LTAI4Foo'],
  ])('hides the secret in %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it('keeps what tells the cause, and the id to quote', () => {
    const text = 'insufficient balance (1008), request_id 05db5ded497bacba57c1e30ef4778e05';
    expect(redact(text)).toBe(text);
  });

  it('keeps a message on one line and within 512 characters', () => {
    const message = redact(`a\r\nb\u2028${'c'.repeat(50)} `.repeat(40));
    expect(message).not.toMatch(/[\r\n\u2028]/);
    expect(message.length).toBeLessThanOrEqual(512);
  });
});
