const KB = 1024;

/** Answers of a provider that means harm: name → body. Each is at least as long as what a tap keeps of one. */
export const HOSTILE_BODIES: Readonly<Record<string, string>> = {
  'deep arrays': '['.repeat(64 * KB),
  'deep arrays that end': `${'['.repeat(32 * KB)}${']'.repeat(32 * KB)}`,
  'deep objects': `${'{"error":'.repeat(7 * KB)}1${'}'.repeat(7 * KB)}`,
  'deep text in text': nested(12),
  'a message of one word': json('x'.repeat(KB * KB)),
  'a message of digits': json('1'.repeat(64 * KB)),
  'a message of braces': json('{'.repeat(64 * KB)),
  'a message of brackets and braces': json('[{'.repeat(32 * KB)),
  'a message of loose keys': json('{a:'.repeat(20 * KB)),
  'a message of quotes': json('{"'.repeat(32 * KB)),
  'a message of backslashes': json('{"a":"'.concat('\\'.repeat(64 * KB))),
  'a message of blanks': json(' '.repeat(64 * KB)),
  'a message of line breaks': json('\n'.repeat(64 * KB)),
  'a message of times': json('try again in 1h1m1s '.repeat(4 * KB)),
  'a message of ids': json('request id: '.repeat(6 * KB)),
  'a message of codes': json('(1008)'.repeat(12 * KB)),
  'a message of words of failure': json('error code: 429 insufficient balance quota exceeded '.repeat(KB)),
  'a message of half a word': json('insufficientinsufficient balanc'.repeat(2 * KB)),
  'a message of addresses': json('http://'.repeat(10 * KB)),
  'a message of keys': json('sk-'.repeat(24 * KB)),
  'a message of percents': json('%25'.repeat(24 * KB)),
  'a message of at signs': json('a@'.repeat(32 * KB)),
  'many fields': `{${Array.from({ length: 6 * KB }, (_, i) => `"k${i}":"v"`).join(',')},"error":{"message":"x"}}`,
  'many elements': `{"error":{"details":[${Array(16 * KB)
    .fill('{}')
    .join(',')}],"message":"x"}}`,
  'many errors': `[${Array(4 * KB)
    .fill('{"error":1}')
    .join(',')}]`,
  prototypes:
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"error":{"code":"__proto__","type":"constructor","message":"toString"}}',
  numbers: '{"error":{"code":1e400,"message":"x","status":-1e308,"retry_after":1e400}}',
  'a stream without an end': `data: ${'x'.repeat(256 * KB)}`,
  'a stream of empty events': 'data:\n\n'.repeat(32 * KB),
  'a stream of failures': 'data: {"error":{"message":"x","code":"1"}}\n\n'.repeat(KB),
  'a stream of comments': ':HTTP_STATUS/400\n'.repeat(8 * KB),
  'no text at all': '\uFFFD\u0000\uD800'.repeat(16 * KB),
};

function json(message: string): string {
  return JSON.stringify({ error: { code: 'x', type: 'y', message } });
}

/** An error inside a message inside an error, as often as it fits. */
function nested(depth: number): string {
  let text = 'x';
  for (let i = 0; i < depth; i++) text = JSON.stringify({ error: { message: text } });
  return text;
}
