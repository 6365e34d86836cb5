/**
 * The forms that secrets and personal data have in texts of providers, SDKs and gateways. One list for all providers, because
 * a gateway repeats the keys of any of them. Each pattern is linear, and what it puts in place is found again by none.
 */
export interface SecretForm {
  /** Stands in every text that the pattern finds something in: most messages are not searched for most forms. */
  readonly sign?: string;
  readonly pattern: RegExp;
  /** Replacement as `String.replace` takes it. */
  readonly by: string;
  /** Replaced only when this group looks like a secret: words of prose have the same neighbours. */
  readonly value?: number;
}

/** Words that a secret follows. */
const LABEL =
  'api[-_ ]?key|secret(?:[-_ ]?key)?|token|access[-_ ]?key|private[-_ ]?key|credential|signature|\\bsig|密钥|令牌|口令|密码';

/** Between a label and its value: quotes, escaped or not, and a sign. */
const SIGN = '["\'\\\\]{0,4}\\s{0,4}[:=：]\\s{0,4}["\'\\\\]{0,4}';

/** Prefixes of keys, in the words of those who give them out; what follows must not be a word. */
const PREFIXES = [
  // OpenAI, DeepSeek, Moonshot, DashScope, SiliconFlow, OpenRouter, LiteLLM, One API and most others
  'sk|pk|rk|ak|key|sess',
  // Groq, xAI, Hugging Face, NVIDIA, Replicate, Fireworks, Cerebras, Together, Perplexity, Pollinations
  'gsk|xai|hf|nvapi|r8|fw|fpk|csk|tgp_v1|pplx|plln_[sp]k',
  // Coze, Qianfan, Azure and Google OAuth
  'pat|sat|cz[su]|cztei|ALTAK|GOCSPX',
  // what programs hold beside the keys of LLMs: GitHub, GitLab, Slack, npm, Databricks, LangSmith, Shopify
  'gh[pousr]|github_pat|glpat|xox[abeoprs]|npm|dapi|lsv2|shpat',
].join('|');

export const SECRET_FORMS: readonly SecretForm[] = [
  { sign: '-----BEGIN', pattern: /-----BEGIN [A-Z ]{0,40}KEY-----[^-]*(?:-----END [A-Z ]{0,40}-----)?/g, by: '[key]' },
  { sign: 'base64,', pattern: /\bdata:[\w/+.-]{1,80};base64,[\w+/=-]*/gi, by: '[data]' },
  // user and password of a URL
  {
    sign: '://',
    pattern: /(:\/\/)(?:[^\s/?#@"'<>]{1,256}|[^\s/?#@"'<>:]{1,64}:[^\s?#@"'<>]{1,256})@/g,
    by: '$1[user]@',
  },
  // Query strings whole. The fragment of a link stays: `error-code#overdue-payment` tells the cause.
  { sign: '?', pattern: /\?[\w%&=+.,~:;@!$*/|[\]-]{2,}/g, by: '?[query]' },
  {
    pattern: new RegExp(
      `(authorization${SIGN})(?:bearer|basic|digest|token|api-?key|[\\w-]{2,24}-hmac-[\\w-]{2,16}|bce-auth-v\\d)[\\s/][^\\r\\n"'\\\\}<>]*`,
      'gi',
    ),
    by: '$1[token]',
  },
  { pattern: new RegExp(`(cookie${SIGN})[\\w.-]{1,64}=[^\\r\\n"'\\\\}<>]*`, 'gi'), by: '$1[cookie]' },
  // JSON Web Tokens
  { sign: 'eyJ', pattern: /\beyJ[\w-]{10,}\.[\w-]{5,}(?:\.[\w-]*)?/g, by: '[token]' },
  { pattern: /\b(Bearer|Basic|Token)\s{1,4}([\w.~+/*=:-]{6,})/gi, by: '$1 [token]', value: 2 },
  // `Incorrect API key provided: …` repeats whatever it was given
  {
    pattern:
      /((?:key|token|secret|password|credential)s? (?:you )?provided["'\\]{0,4}\s{0,4}[:：]\s{0,4}["'\\]{0,4})[^\s"'\\,;}[]+/gi,
    by: '$1[key]',
  },
  { pattern: new RegExp(`((?:password|passwd|pwd)${SIGN})[^\\s"'\\\\,;}[]{3,}`, 'gi'), by: '$1[key]' },
  {
    pattern: new RegExp(
      `((?:(?:${LABEL})(?:[-_ ]?id)?(?:${SIGN}|\\s{1,2}(?:is|was)\\s{1,2}["'\`]?)|\\bkey=))([^\\s"'\`\\\\,;}\\])<>[]{6,})`,
      'gi',
    ),
    by: '$1[key]',
    value: 2,
  },
  // a key, and the rest of it where a terminal or a JSON text broke the line
  {
    pattern: new RegExp(
      `\\b(?:${PREFIXES})[-_]([\\w*.…-]{6,}(?:(?:\\s*[\\r\\n]|\\\\+[rn])\\s*(?=[\\w-]{0,40}\\d)[\\w-]{6,})*)`,
      'gi',
    ),
    by: '[key]',
    value: 1,
  },
  // AWS, Google, Alibaba Cloud, Tencent Cloud, Volcengine, Bedrock API keys, session tokens
  {
    pattern: /\b(?:AIza|AKIA|ASIA|AROA|LTAI|AKID|AKLT|AKTP|ABSK|IQoJb3JpZ2lu|FwoGZXIvYXdz)[\w/+=*-]{8,}/g,
    by: '[key]',
  },
  { pattern: /\b(?:ya29|STS|AQ|SG)\.[\w*.-]{10,}/g, by: '[key]' },
  { pattern: /\bbce-(?:v3|auth-v\d)\/[\w./*-]{6,}/gi, by: '[key]' },
  // masked by the provider: what is left of a key tells whose it is
  { sign: '***', pattern: /[\w-]{1,40}\*{3,}[\w*-]*|\*{3,}[\w-]+/g, by: '[key]' },
  { sign: '@', pattern: /\b[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/g, by: '[email]' },
  // phone numbers with a country, mobile numbers and identity numbers of China
  { pattern: /\+\d{1,3}[ -]?\d{2,4}(?:[ -]?\d{3,4}){2}\b|\b1[3-9]\d{9}\b/g, by: '[phone]' },
  { pattern: /\b[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]\b/gi, by: '[id number]' },
  // accounts: AWS, OpenAI, Google Cloud, and numbers that are called so
  { sign: 'arn:', pattern: /\b(arn:[\w-]{1,20}:[\w-]{0,30}:[\w-]{0,30}:)\d{6,20}/g, by: '$1[account]' },
  { pattern: /\b(?:org|proj|acct|user|team|usr|ws)[-_][A-Za-z0-9]*\d[A-Za-z0-9]{5,}/g, by: '[account]' },
  { sign: 'projects/', pattern: /\b(projects\/)[\w.:-]{4,}/g, by: '$1[account]' },
  {
    pattern:
      /((?:account|project|group|organi[sz]ation|org|tenant|workspace|team|customer|user|uid|owner|账[号户]|主账号|用户|项目)[-_ ]?(?:id|number|no\.?|uid)?["'\\]{0,4}\s{0,4}[:=：(（#]?\s{0,4}["'\\]{0,4})\d{6,}/gi,
    by: '$1[account]',
  },
];

/** A run of letters and digits that is long enough to be looked at, with what Zhipu and Ollama put behind a point. */
export const LONG_RUN = /[A-Za-z0-9+/_-]{20,}(?:\.[\w-]{8,})?={0,2}/g;

/** A key of Zhipu or Ollama, id and secret. */
export const ID_AND_SECRET = /^[0-9a-f]{32}\.[\w-]{8,}$/;

/** Ids of objects, which say by their prefix what they are. */
const OBJECT_ID =
  /^(?:req|request|gen|chatcmpl|cmpl|resp|msg|call|run|file|batch|ftjob|asst|thread|as|cgt|task|toolu|event|evt)[-_]/;

/** What stands before an id that is there to be quoted. */
const ID_LABEL =
  /(?:(?:request|trace|log|call|task|session|event|generation|correlation|transaction|message|response|error|debug|job|batch|conversation|chat)[-_ ]?(?:id|no)|\btrace|\bref|\bsid|logid|请求|追踪|日志|任务|错误)(?: ?id| ?编号)?["'\\`]{0,4}\s{0,2}[:=：(（#]?\s{0,2}["'\\`(]{0,4}$/i;

/** Whether a long run of letters and digits can be nothing but a secret; ids that are called so are none. */
export function isSecretRun(run: string, before: string): boolean {
  return isRandom(run) && !OBJECT_ID.test(run) && !ID_LABEL.test(before);
}

/** Digits, letters and cases in turns, as no word has them: keys, hashes, UUIDs. */
function isRandom(run: string): boolean {
  if (!/\d/.test(run)) return false;
  if (/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i.test(run)) return true;
  if (/[0-9a-f]{32}/i.test(run) && /[a-f]/i.test(run)) return true;
  const turns = run.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)|[a-z](?=[A-Z])/g)?.length ?? 0;
  return turns >= 4 && turns / run.length >= 0.18;
}

/** Whether what stands where a secret would is one: it has digits or a mask, or is longer than a word. */
export function isSecretValue(value: string): boolean {
  if (/^[\d.,:/%-]{1,15}$/.test(value)) return false;
  return /[\d*…]|[A-Za-z]{16}|[a-z][A-Z]/.test(value);
}
