import { classifyLogRecord } from '../../src/evidence/from-log-record.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { LOGS } from './logs.ts';
import { TEXTS } from './texts.ts';
import { TRAPS } from './traps.ts';

it.each(TEXTS)('a text that names no failure raises no alarm: %s', (text) => {
  expect(classifyText(text)).toBeUndefined();
  expect(classifyLogRecord({ body: text })).toBeUndefined();
});

it.each([...TEXTS, ...TRAPS])('a body that is no JSON and that HTTP calls a success raises no alarm: %s', (text) => {
  const body = `Here is what it says: ${text}`;
  for (const known of [{}, { provider: 'openai' }, { url: 'https://api.minimax.io/v1/files/retrieve_content' }])
    expect(classifyResponse({ ...known, status: 200, body })).toBeUndefined();
});

it.each(LOGS)('a log record of other software raises no alarm: $body', (record) => {
  expect(classifyLogRecord(record)).toBeUndefined();
});
