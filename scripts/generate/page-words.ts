/** The languages that pages come in, with the suffix of their file names. */
export const pageLanguages = [
  { language: 'en', suffix: '', words: english() },
  { language: 'zh', suffix: '.zh-CN', words: chinese() },
] as const;

/** The words around the data of a generated page. */
export type PageWords = ReturnType<typeof english>;

/** A cell of a Markdown table. */
export function cell(text: string): string {
  return text
    .replace(/\|/g, '\\|')
    .replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))
    .replace(/\s*\n\s*/g, ' ');
}

/** A Markdown table from its heading and rows. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `${[heading, heading.map(() => '---'), ...rows].map(line).join('\n')}\n`;
}

function english() {
  return {
    code: 'Code',
    category: 'Category',
    retryable: 'Retry',
    yes: 'yes',
    no: 'no',
    unknown: 'unknown',
    title: 'What it is',
    remedy: 'What to do',
    status: 'HTTP',
    source: 'Source',
    message: 'Message matches',
    unless: 'unless',
    when: 'when',
    hosts: 'Hosts',
    aliases: 'Also known as',
    requestId: 'Request id',
    support: 'Support',
    provider: 'Provider name',
    checked: 'Last compared with its sources',
    codes: 'Codes',
    messages: 'Messages without a code',
    sources: 'Sources',
    header: 'header',
    body: 'body',
    text: 'message',
    fault: 'Fault',
    act: 'Who acts',
    meaning: 'What it means',
    categories: 'Error categories',
    categoriesIntro:
      '`llm_error.category` takes exactly one of these values. None is ever renamed or given another meaning.',
    other: (page: string) => `[中文](${page}.zh-CN.md)`,
  };
}

function chinese(): ReturnType<typeof english> {
  return {
    code: '错误码',
    category: '类别',
    retryable: '可重试',
    yes: '是',
    no: '否',
    unknown: '不确定',
    title: '含义',
    remedy: '处理办法',
    status: 'HTTP',
    source: '来源',
    message: '消息匹配',
    unless: '且不匹配',
    when: '条件',
    hosts: '域名',
    aliases: '别名',
    requestId: '请求 ID',
    support: '技术支持',
    provider: '提供方名称',
    checked: '最近一次与来源核对',
    codes: '错误码',
    messages: '没有错误码的消息',
    sources: '来源',
    header: '响应头',
    body: '响应体',
    text: '消息文本',
    fault: '责任方',
    act: '由谁处理',
    meaning: '说明',
    categories: '错误类别',
    categoriesIntro: '`llm_error.category` 只取下列值之一。这些名称不会改名，也不会换作他用。',
    other: (page: string) => `[English](${page}.md)`,
  };
}
