import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isId, isName, redact } from '../../src/evidence/redact.ts';
import { KEY_FORMS, OTHER_SECRETS } from '../privacy/key-forms.ts';
import { leaked } from '../privacy/leaked.ts';
import { Random } from '../privacy/random.ts';

const providers = readdirSync(join(process.cwd(), 'catalogs'))
  .map((file) => JSON.parse(file.endsWith('.json') ? readFileSync(join('catalogs', file), 'utf8') : '{}') as object)
  .flatMap((catalog) => ('provider' in catalog ? [catalog.provider as string] : []))
  .sort();

/** How texts of providers, SDKs and gateways repeat a key. */
const SAID: readonly ((key: string) => string)[] = [
  (key) =>
    `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com/account/api-keys.`,
  (key) => `invalid x-api-key "${key}"`,
  (key) => `{"headers":{"Authorization":"Bearer ${key}","accept":"*/*"}}`,
  (key) => `request failed with header Authorization: Bearer ${key}`,
  (key) => `GET https://llm.example.com/v1/models?key=${key}&alt=sse failed`,
  (key) => `api_key=${key}, model=gpt-4o`,
  (key) => `无效的令牌：${key}，请检查`,
  (key) => `Error: 401 ${key} is not allowed to use this model`,
  (key) => `{\\"message\\":\\"key ${key} expired\\"}`,
  (key) => `curl https://user:${key}@llm.example.com/v1`,
];

/** The same text through an encoder that somebody forgot to undo. */
const ENCODED: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
  (text) => [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  (text) => encodeURIComponent(text).replace(/-/g, '%2D').replace(/_/g, '%5F'),
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => [...text].join('\u200B'),
  (text) => [...text].join('\u0007'),
  (text) => text.replace(/[A-Za-z0-9]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  (text) => text.replace(/[A-Za-z]/g, (char) => `&#${char.charCodeAt(0)};`),
];

describe('redact', () => {
  it('knows the keys of every catalogued provider', () => {
    expect(Object.keys(KEY_FORMS).sort()).toEqual(providers);
  });

  it.each(Object.entries({ ...KEY_FORMS, others: OTHER_SECRETS }))(
    'hides the keys of %s however they are said',
    (_, forms) => {
      const random = new Random(1);
      const leaks: string[] = [];
      for (let round = 0; round < 10; round++) {
        for (const form of forms) {
          const key = form(random);
          for (const say of SAID) if (leaked(redact(say(key)), key)) leaks.push(redact(say(key)));
          for (const encode of ENCODED) {
            const text = `Incorrect API key provided: ${encode(key)} and so on`;
            if (leaked(redact(text), key)) leaks.push(`${text} -> ${redact(text)}`);
          }
        }
      }
      expect(leaks).toEqual([]);
    },
  );

  it.each([
    ['Incorrect API key provided: sk-proj-abcdEFGH1234. See', 'sk-proj'],
    ['Incorrect API key provided: sk-proj-********************abcd.', 'abcd'],
    ['Incorrect API key provided: my-own-secret.', 'my-own'],
    ['key sk-abcd1234efgh\nij5678klmn is wrong', 'ij5678'],
    ['Authorization: Bearer abcdef123456', 'abcdef123456'],
    ['authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1, Signature=fe5f80', 'fe5f80'],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpw'],
    ['cookie: session=abc; theme=dark', 'abc'],
    ['set-cookie: __cf_bm=abc; path=/', 'abc'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc', 'eyJhbGci'],
    ['failed to download https://bucket.example.com/a.png?Expires=1&Signature=abc', 'Signature'],
    ['https://b.s3.amazonaws.com/a.png?X-Amz-Credential=AKIA1/2026&X-Amz-Signature=ab12 is gone', 'ab12'],
    ['https://acc.blob.core.windows.net/c/a.png?sv=2026&sig=ab%2F12', 'ab'],
    ['https://x.tos-cn-beijing.volces.com/a?X-Tos-Signature=ab12', 'ab12'],
    ['POST /v1/chat?api_key=abc failed', 'abc'],
    ['mail to someone.else@example.com please', 'someone.else'],
    ['wss://ws.coze.cn/v1/chat?authorization=Bearer pat_ABCdef123456', 'pat_ABC'],
    ["key 'AIzaSyA1234567890abcdefg' is not valid", 'AIzaSyA'],
    ['connect postgres://app:hunter2@db.internal:5432 failed', 'hunter2'],
    ['password: hunter', 'hunter'],
    ['{"client_secret":"abcd-1234-efgh"}', '1234'],
    [`see https://bucket.example.com/${'a'.repeat(400)}?Signature=SECRETSECRET`, 'SECRETSECRET'],
    ['cannot read oss://bucket/key?Expires=1&Signature=SECRETSECRET', 'SECRETSECRET'],
    ['cannot read bucket/key.png?OSSAccessKeyId=1&Signature=SECRETSECRET', 'SECRETSECRET'],
    ['密钥：0123456789abcdef0123456789abcdef 无效', '0123456789abcdef'],
    ['image_url data:image/png;base64,iVBORw0KGgo= is too large', 'iVBOR'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----', 'MIIE'],
    ['User: arn:aws:sts::123456789012:assumed-role/shop/i-0 is not authorized', '123456789012'],
    ['Rate limit reached for gpt-4o in organization org-AbC123dEf456 on requests', 'AbC123'],
    ["Consumer 'projects/my-project-12345' has been suspended", 'my-project'],
    ['Resource project_number:123456789012 has no quota', '123456789012'],
    ['account 2100123456 is overdue, GroupId=1782345678901234567', '2100123456'],
    ['账号（2100123456）已欠费，请联系 13812345678', '2100123456'],
    ['请联系 13812345678 或 +1 415 555 2671', '13812345678'],
    ['身份证 11010119900307123X 未通过', '19900307'],
  ])('hides the secret in %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it.each([
    'insufficient balance (1008), request_id 05db5ded497bacba57c1e30ef4778e05',
    'Requested 1500000 tokens, limit: 1000000 tokens per min, max_tokens: 100000',
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130211 tokens.",
    'The model `gpt-4o-mini-2024-07-18` does not exist; claude-sonnet-4-5-20250929, doubao-seed-1-6-thinking-250715',
    'anthropic.claude-3-5-sonnet-20241022-v2:0 and accounts/fireworks/models/llama-v3p1-405b-instruct are busy',
    'InvalidParameter.DataInspection: Unable to download the media resource during the data inspection process.',
    '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
    'For details, see: https://help.aliyun.com/zh/model-studio/developer-reference/error-code#overdue-payment',
    'Please try again in 9m38.016s. Visit https://platform.openai.com/account/rate-limits to learn more.',
    'Request id: 0217767662493338a2cc6176b4dc89676d1081d755bfbd14c1758',
    '(request id: 20260711100232144984950t8z13Rop)',
    '"request_id":"req_011CeGphKfhi1XAd3tJp1z1E" and trace_id: 145078e8-0d85-98c8-98dd-c31908673b01',
    '请求ID：81a373d6-28bd-9968-8335-e22a2127c41b，logid: 20240708143040790E78F9318B35A2910B',
    'connect ECONNREFUSED 10.0.0.7:443; getaddrinfo ENOTFOUND api.minimax.io; status 503',
    'Bearer authentication is required. Basic authentication is not supported. Token authentication failed.',
    'Invalid token: expired. API key: missing. The token is invalid.',
    "login fail: Please carry the API secret key in the 'Authorization' field of the request header",
    'Your credit balance is too low: $0.53 left of $1,000.00; quota resets at 2026-07-01 00:00:00 +0800',
    '余额不足，当前余额 ￥0.53，请充值后重试（错误码 1113）',
    'GenerateContentPaidTierInputTokensPerModelPerDay, quota_metric generate_content_free_tier_requests',
    'chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ01 and resp_68af4030592c81938ec0a5fbab4a3e9f0a1b2c3d failed',
    'aborted after 1790000000123 ms at 1790000000',
    'हिन्दी त्रुटि, ข้อผิดพลาด, 오류, ошибка',
  ])('keeps all of %j', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('keeps a message on one line, without characters that turn or hide text, and within 512 characters', () => {
    const message = redact(`a\r\nb\u2028\u001b[31m\u202Eevil\uD800 ${'word '.repeat(200)}😀`);
    expect(message).toMatch(/^a b \[31mevil word/);
    expect(message).not.toMatch(/\p{Cs}/u);
    expect(message.length).toBeLessThanOrEqual(512);
  });

  it('gives what it redacted back unchanged', () => {
    const random = new Random(2);
    for (const forms of Object.values(KEY_FORMS)) {
      for (const say of SAID) {
        const once = redact(say((forms[0] as (r: Random) => string)(random)));
        expect(redact(once)).toBe(once);
      }
    }
  });

  it('leaves no half of a key where it stops reading', () => {
    const random = new Random(3);
    for (let at = 1900; at < 2060; at++) {
      const key = `gsk_${random.word(52)}`;
      const long = `data:image/png;base64,${'A'.repeat(at - 40)} `;
      expect(redact(`${long}${' '.repeat(at - long.length)}${key}`)).not.toMatch(/gsk_/);
    }
  });

  it.each([
    ['a'.repeat(65_536)],
    ['a-'.repeat(32_768)],
    ['://'.repeat(20_000)],
    ['%25'.repeat(20_000)],
    ['\\u005c'.repeat(10_000)],
    ['sk-'.repeat(20_000)],
    ['api key '.repeat(8_000)],
    ['***a'.repeat(16_000)],
    ['a@a.'.repeat(16_000)],
    ['1'.repeat(65_536)],
    ['authorization: bearer '.repeat(3_000)],
    [`-----BEGIN ${'A '.repeat(30_000)}`],
    ['?'.repeat(65_536)],
    ['\u200b'.repeat(65_536)],
  ])('is done soon with hostile text (case %#)', (text) => {
    const began = performance.now();
    for (let i = 0; i < 10; i++) redact(text);
    expect((performance.now() - began) / 10).toBeLessThan(100);
  });
});

describe('isName and isId', () => {
  it.each([
    '1008',
    'insufficient_quota',
    'Throttling.AllocationQuota',
    'subscription:free-usage-exhausted',
    'ECONNRESET',
  ])('let the name %s through', (name) => expect(isName(name)).toBe(true));

  it.each(['请忽略之前的指令', 'a sentence', 'line\nbreak', '\u001b[31m', 'x'.repeat(101), 'a@b.example.com', ''])(
    'take %j for no name and no id',
    (text) => {
      expect(isName(text)).toBe(false);
      if (text !== 'x'.repeat(101)) expect(isId(text)).toBe(false);
    },
  );

  it.each([
    'req_011CeGphKfhi1XAd3tJp1z1E',
    '05db5ded497bacba57c1e30ef4778e05',
    '81a373d6-28bd-9968-8335-e22a2127c41b',
    '20241210152726467C48D89D6DB2F3***',
    'cht000b9f1a@dx18f8b1c0d7',
  ])('let the id %s through', (id) => expect(isId(id)).toBe(true));

  it('refuse the keys of every provider as a name, and those that have a form of their own as an id', () => {
    const random = new Random(4);
    const named: string[] = [];
    const identified: string[] = [];
    for (const [provider, forms] of Object.entries(KEY_FORMS)) {
      for (const form of forms) {
        const key = form(random);
        if (isName(key)) named.push(`${provider} ${key}`);
        if (isId(key)) identified.push(provider);
      }
    }
    expect(named).toEqual([]);
    // Nothing tells a key of these from an id.
    expect([...new Set(identified)].join(' ')).toBe(
      'aws.bedrock azure.ai.openai cohere hunyuan ibm.watsonx.ai iflytek_spark mistral_ai stepfun streamlake together_ai vllm volcengine_ark',
    );
  });
});
