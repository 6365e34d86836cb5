import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import type { Cause } from './causes.ts';
import type { SurfaceDone } from './day.ts';
import type { Verdict } from './verdict.ts';

/** Languages of the report. */
export type ReportLanguage = 'en' | 'zh';

const WORDS = {
  en: {
    head: ['provider', 'code', 'count', 'category', 'retry', 'what to do'],
    quote: 'quote',
    trace: 'trace',
    retry: { true: 'yes', false: 'no', undefined: '?' },
    failures: 'failed',
    successes: 'fine',
    summary: (v: Verdict) =>
      `${v.explained} of ${v.injected} failures arrived over OTLP with the right cause; the counter says ${v.counted}; ` +
      `${v.healthy} healthy answers.`,
    good: 'No failure was missed, named wrongly or counted twice; no healthy answer was reported.',
    bad: 'Problems:',
  },
  zh: {
    head: ['供应商', '错误码', '次数', '类别', '可重试', '如何处理'],
    quote: '报障编号',
    trace: 'trace',
    retry: { true: '是', false: '否', undefined: '?' },
    failures: '次失败',
    successes: '次成功',
    summary: (v: Verdict) =>
      `${v.injected} 次失败中有 ${v.explained} 次经 OTLP 送达且原因正确；计数器为 ${v.counted}；正常响应 ${v.healthy} 次。`,
    good: '没有失败被遗漏、误判或重复计数，也没有正常响应被误报。',
    bad: '问题：',
  },
} as const;

/** One line of progress. */
export function progressLine({ vendor, surface, failures, successes }: SurfaceDone, language: ReportLanguage): string {
  const words = WORDS[language];
  const counts = `${String(failures).padStart(3)} ${words.failures} ${String(successes).padStart(3)} ${words.successes}`;
  return `${vendor.padEnd(10)} ${surface.padEnd(18)} ${counts}`;
}

/** The causes as a table that fits `columns`. */
export function causesTable(causes: readonly Cause[], columns: number, language: ReportLanguage): string {
  const words = WORDS[language];
  const fixed = [11, 34, 7, 25, 8];
  const rest = Math.max(44, columns - fixed.reduce((sum, width) => sum + width, 0) - fixed.length - 2);
  const table = new Table({
    head: [...words.head],
    colWidths: [...fixed, rest],
    colAligns: ['left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const cause of causes) {
    // The table itself cuts lines of wide characters instead of wrapping them.
    const remedy = wrapAnsi(cause.remedy, rest - 2, { hard: true });
    const advice = `${remedy}\n${words.quote} ${cause.requestId}\n${words.trace} ${cause.traceId}`;
    const retry = words.retry[`${cause.retryable}` as keyof typeof words.retry];
    table.push([cause.provider, cause.code, cause.count, cause.category, retry, advice]);
  }
  return table.toString();
}

/** The verdict in words. */
export function verdictText(verdict: Verdict, seconds: number, language: ReportLanguage): string {
  const words = WORDS[language];
  const lines = [`${words.summary(verdict)} (${seconds.toFixed(1)} s)`];
  if (verdict.problems.length === 0) lines.push(words.good);
  else lines.push(words.bad, ...verdict.problems.map((problem) => `- ${problem}`));
  return lines.join('\n');
}
