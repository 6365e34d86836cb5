import { ROOT_CONTEXT } from '@opentelemetry/api';
import { builtinCatalogSet } from '../../src/classify/catalog-set.ts';
import { AwsEventStreamReader } from '../../src/evidence/aws-event-stream-reader.ts';
import { EventStreamReader } from '../../src/evidence/event-stream-reader.ts';
import { findJson, parseJson } from '../../src/evidence/find-json.ts';
import { classifyError } from '../../src/evidence/from-error.ts';
import { classifyLogRecord } from '../../src/evidence/from-log-record.ts';
import { classifyResponse } from '../../src/evidence/from-response.ts';
import { classifySpan } from '../../src/evidence/from-span.ts';
import { classifyText } from '../../src/evidence/from-text.ts';
import { readLooseJson } from '../../src/evidence/loose-json.ts';
import { redact } from '../../src/evidence/redact.ts';
import { AttemptReader } from '../../src/instrumentation/attempt-reader.ts';
import { RawHeaders } from '../../src/instrumentation/raw-headers.ts';
import { WebSocketFrames } from '../../src/instrumentation/websocket-frames.ts';
import { RecentSet } from '../../src/telemetry/bounded.ts';
import { llmErrorFormat } from '../../src/winston/llm-error-format.ts';

/** A way in that takes a text of any length. */
export interface Flood {
  readonly name: string;
  pour(text: string): unknown;
}

const URL = 'https://api.minimaxi.com/v1/text/chatcompletion_v2';
const CHUNK = 16_384;

function chunksOf(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, i) => text.slice(i * CHUNK, (i + 1) * CHUNK));
}

function attempt(status: number, type: string, text: string): void {
  const observer = { end: () => {} };
  const services = { observer, catalogs: builtinCatalogSet(), reportedTasks: new RecentSet(10) };
  const reader = new AttemptReader({ host: 'h', path: '/', context: ROOT_CONTEXT, provider: 'minimax' }, URL, services);
  reader.headersReceived(status, new RawHeaders({ 'content-type': type }));
  for (const chunk of chunksOf(text)) reader.data(Buffer.from(chunk));
  reader.complete();
}

const format = llmErrorFormat({});

/** Every way in, with the longest text it can be given. */
export const floods: readonly Flood[] = [
  { name: 'classifyResponse, 400', pour: (text) => classifyResponse({ url: URL, status: 400, body: text }) },
  { name: 'classifyResponse, 200', pour: (text) => classifyResponse({ url: URL, status: 200, body: text }) },
  { name: 'classifyResponse, nobody known', pour: (text) => classifyResponse({ body: text }) },
  {
    name: 'classifyResponse, message',
    pour: (text) =>
      classifyResponse({ url: URL, status: 400, body: { error: { message: text, code: text, type: text } } }),
  },
  {
    name: 'classifyResponse, headers',
    pour: (text) =>
      classifyResponse({
        url: text,
        status: 429,
        headers: { 'retry-after': text, 'content-type': text, 'trace-id': text },
        body: '{}',
      }),
  },
  {
    name: 'classifyError, message',
    pour: (text) => classifyError({ stack: '', name: text, code: text, message: text }),
  },
  { name: 'classifyError, body', pour: (text) => classifyError({ stack: '', status: 500, responseBody: text }) },
  { name: 'classifyText', pour: (text) => classifyText(text) },
  {
    name: 'classifySpan',
    pour: (text) =>
      classifySpan({
        name: 'chat',
        attributes: { 'error.type': text, 'url.full': text, 'gen_ai.provider.name': text, 'error.message': text },
        status: { code: 2, message: text },
      }),
  },
  {
    name: 'classifyLogRecord',
    pour: (text) => classifyLogRecord({ body: text, attributes: { error: text } }, { provider: 'minimax' }),
  },
  {
    name: 'EventStreamReader',
    pour: (text) => {
      const reader = new EventStreamReader({ url: URL, status: 200 });
      for (const chunk of chunksOf(text)) reader.push(chunk);
      return reader.end();
    },
  },
  {
    name: 'AwsEventStreamReader',
    pour: (text) => {
      const reader = new AwsEventStreamReader({ url: URL, status: 200 });
      for (const chunk of chunksOf(text)) reader.push(Buffer.from(chunk, 'latin1'));
      return reader.failure;
    },
  },
  {
    name: 'WebSocketFrames',
    pour: (text) => {
      const frames = new WebSocketFrames(undefined, {
        text: (message) => parseJson(message.toString()),
        close: () => {},
      });
      for (const chunk of chunksOf(text)) {
        frames.push(Buffer.from([0x81, 126, 0x40, 0x00]));
        frames.push(Buffer.alloc(CHUNK, Buffer.from(chunk, 'latin1')));
      }
    },
  },
  { name: 'AttemptReader, failed', pour: (text) => attempt(400, 'application/json', text) },
  { name: 'AttemptReader, stream', pour: (text) => attempt(200, 'text/event-stream', text) },
  { name: 'findJson', pour: (text) => findJson(text) },
  { name: 'readLooseJson', pour: (text) => readLooseJson(`{${text}`, 0) },
  { name: 'redact', pour: (text) => redact(text) },
  { name: 'winston, message', pour: (text) => format.transform({ level: 'error', message: text }) },
  {
    name: 'winston, error',
    pour: (text) => format.transform({ level: 'error', message: '', error: { stack: text, message: text } }),
  },
];

/** What a text is made of, over and over: what patterns, parsers and redaction could stumble over. */
export const PIECES: readonly string[] = [
  'a',
  'A1',
  '0',
  '1.',
  ' ',
  '\n',
  '"',
  "'",
  '\\',
  '\\"',
  '\\u',
  '{',
  '[',
  '[{',
  '{"a":',
  '{"error":',
  '{"error":{"message":"',
  "{'",
  '}{',
  '“',
  '余额不足',
  '\ud800',
  '😀',
  'e\u0301',
  'error:',
  '"error":',
  'Error code: 429 - ',
  'DashscopeException - ',
  'data: ',
  'data: {"error":{"message":"x"}}\n\n',
  'data: {"choices":[]}\n\n',
  ':',
  'event: error\n',
  'id:\r',
  'a@',
  'a@b.',
  'sk-',
  'sk-a*',
  'Bearer ',
  'eyJhbGciOi.',
  'https://',
  '://a?',
  'api_key=',
  'token: ',
  '%2',
  '&#',
  'try again in 1m',
  'at 2026-01-',
  'request_id: ',
  '(1008) ',
  'E'.repeat(25),
];
