import type { ErrorExplanation, Language, LlmErrorClassification } from '../classify/types.ts';
import { oneLine } from '../evidence/redact.ts';

export interface SupportTextOptions {
  readonly language: Language;
  /** The vendor's name; the provider's id where it has none. */
  readonly vendor?: string | undefined;
}

const ENGLISH = {
  greeting: 'Hello, a call to your API failed. Can you tell us why?',
  field: (name: string, value: string) => `${name}: ${value}`,
  provider: 'Provider',
  time: ['Time', '<when the call failed, with the time zone>'],
  status: 'HTTP status',
  inBand: 'the failure stands in the body of a success',
  code: 'Error code',
  message: 'Message',
  upstream: 'Passed on from',
  requestId: 'Request id',
  header: (name: string) => `response header ${name}`,
  body: (path: string) => (path === '' ? 'response body' : `field ${path} of the response body`),
  text: 'in the text of the error',
  bracket: (value: string, note: string) => `${value} (${note})`,
  missing: (quote: string) => `<add ${quote}>`,
  anyId: 'the request id of the answer',
} as const;

const CHINESE: { readonly [Key in keyof typeof ENGLISH]: Widened<(typeof ENGLISH)[Key]> } = {
  greeting: '您好，我们调用贵方 API 时失败，请协助查明原因。',
  field: (name, value) => `${name}：${value}`,
  provider: '服务商',
  time: ['发生时间', '<请填写失败时间及时区>'],
  status: 'HTTP 状态码',
  inBand: '失败信息位于成功状态的响应体中',
  code: '错误码',
  message: '错误信息',
  upstream: '上游服务商',
  requestId: '请求 ID',
  header: (name) => `响应头 ${name}`,
  body: (path) => (path === '' ? '响应体' : `响应体字段 ${path}`),
  text: '取自错误文本',
  bracket: (value, note) => `${value}（${note}）`,
  missing: (quote) => `<请补充：${quote}>`,
  anyId: '响应的请求 ID',
};

type Widened<Value> = Value extends string
  ? string
  : Value extends readonly [string, string]
    ? readonly [string, string]
    : Value;

/**
 * A message to the vendor's support, ready but for the time, with the id that support asks for and where it stood. Undefined
 * where nobody knows whose support to write to.
 */
export function supportText(
  found: LlmErrorClassification,
  words: Pick<ErrorExplanation, 'support'>,
  { language, vendor = found.provider }: SupportTextOptions,
): string | undefined {
  if (vendor === undefined) return undefined;
  const say = language === 'zh' ? CHINESE : ENGLISH;
  const { code, subcode, httpStatus, inBand, message, requestId, requestIdSource, upstreamProvider } = found;
  const status = httpStatus === undefined ? undefined : String(httpStatus);
  const id = requestId ?? say.missing(words.support?.quote ?? say.anyId);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [say.provider, vendor],
    say.time,
    [say.status, status && inBand ? say.bracket(status, say.inBand) : status],
    [say.code, code && subcode ? say.bracket(code, subcode) : code],
    [say.message, message],
    [say.upstream, upstreamProvider],
    [say.requestId, requestId && requestIdSource ? say.bracket(id, placeOf(requestIdSource, say)) : id],
  ];
  const known = rows.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [say.field(name, oneLine(value))],
  );
  return [say.greeting, ...known].join('\n');
}

function placeOf(source: string, say: typeof CHINESE): string {
  if (source === 'text') return say.text;
  return /^body(?:\.|$)/.test(source) ? say.body(source.slice('body.'.length)) : say.header(source);
}
