import type { Language } from '../classify/types.ts';
import { oneLine } from '../evidence/redact.ts';

const WORDS = {
  category: ['category', '原因类别'],
  fault: ['whose fault', '责任方'],
  retryable: ['retry', '可重试'],
  retryAfter: ['retry after', '多久后重试'],
  resetAt: ['resets at', '重置时间'],
  remedy: ['what to do', '处理方法'],
  docs: ['documentation', '文档'],
  support: ['support', '技术支持'],
  otherCause: ['other cause', '其他原因'],
  requestId: ['request id', '请求 ID'],
  message: ['message', '错误信息'],
  rule: ['decided by', '判定依据'],
  provider: ['provider', '服务商'],
  upstream: ['passed on from', '上游服务商'],
  ticket: ['text for support', '可发给技术支持的文字'],
  yes: ['yes', '是'],
  no: ['no', '否'],
  unknown: ['unknown', '未知'],
  noFailure: ['no failure found', '未发现失败'],
  seconds: ['s', '秒'],
} as const;

export function label(language: Language, key: keyof typeof WORDS): string {
  return WORDS[key][language === 'zh' ? 1 : 0];
}

/** Renders a heading and labelled values, each on one line; values that are absent are left out. */
export function lines(rows: readonly (string | readonly [string, string | undefined])[]): string {
  const shown = rows.flatMap((row) => {
    if (typeof row === 'string') return [oneLine(row)];
    return row[1] === undefined || row[1] === '' ? [] : [`  ${row[0]}: ${oneLine(row[1])}`];
  });
  return `${shown.join('\n')}\n`;
}
