/**
 * Takes out of a provider's message what must not leave the process: keys, bearer tokens, query strings, e-mail addresses. The
 * fragment of a link stays: `error-code#overdue-payment` tells the cause.
 */

/** Longest message that is kept. */
const MAX_LENGTH = 512;

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // JSON Web Tokens
  [/\beyJ[\w-]{10,}\.[\w-]{5,}(?:\.[\w-]*)?/g, '[token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/*=-]{6,}/gi, '$1 [token]'],
  [/\b(Token)\s+[\w.~+/*=-]{20,}/gi, '$1 [token]'],
  // provider keys: sk-…, pat_…, sk-ant-…, AIza…, gsk_…, xai-…, and masked ones such as sk-abc***xyz
  [/\b(?:sk|pk|rk|ak|pat|gsk|xai|hf|nvapi|r8|fw|csk|tgp_v1|pplx|key)[-_][\w*.-]{6,}/gi, '[key]'],
  [/\b(?:AIza|AKIA|ASIA|LTAI|AKID)[\w-]{8,}/g, '[key]'],
  [
    /((?:api[-_ ]?key|secret|token|password|authorization|access[-_ ]?key(?:[-_ ]?id)?)["']?\s*(?:provided\s*)?[:=：]\s*["']?)[^\s"',}]{6,}/gi,
    '$1[key]',
  ],
  [/\b[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/g, '[email]'],
  [/(:\/\/[^\s"'<>?#]*)\?[^\s"'<>)#]*/g, '$1?[query]'],
  [/\?[^\s"'<>?]*(?:signature|token|key|secret)=[^\s"'<>]*/gi, '?[query]'],
  [/((?:密钥|令牌|口令)[:：]?\s*)[\w.-]{6,}/g, '$1[key]'],
  [/\b[0-9a-f]{32}\.[A-Za-z0-9]{8,}/g, '[key]'],
  // long runs that look like nothing but a secret; ids of 32 to 36 characters stay
  [/\b[A-Za-z0-9+/_-]{60,}={0,2}/g, '[redacted]'],
];

/** Redacts a message and cuts it to 512 characters. Line breaks become spaces, so that nothing can forge a log line. */
export function redact(text: string): string {
  let redacted = text.slice(0, 4 * MAX_LENGTH);
  for (const [secret, replacement] of SECRETS) redacted = redacted.replace(secret, replacement);
  redacted = redacted.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ').trim();
  return redacted.length <= MAX_LENGTH ? redacted : `${redacted.slice(0, MAX_LENGTH - 1)}…`;
}
