import { randomUUID } from 'node:crypto';
import { anthropicMessage, chatChunks, chatChunksEnd, chatCompletion, WORDS } from './chat-bodies.ts';
import { rowsOf, type SeedRow } from './seed-rows.ts';
import { dataEvent, eventStream, json, type Surface, type Vendor, type VendorCall } from './vendor.ts';

const ALL = rowsOf('dashscope');
const GENERATION = '/api/v1/services/aigc/text-generation/generation';

const ids = (call: VendorCall) => ({
  'x-request-id': call.requestId,
  'x-dashscope-call-gateway': 'true',
  'req-cost-time': '12',
  server: 'istio-envoy',
});

const status = (row: SeedRow) => row.httpStatus ?? 500;

const flat = (call: VendorCall, row: SeedRow) => ({
  code: row.code,
  message: row.message,
  request_id: call.requestId,
});

/** The native stream writes the HTTP status as a comment: the answer itself is HTTP 200. */
const nativeEvent = (id: number, event: string, httpStatus: number, data: unknown) =>
  `id:${id}\nevent:${event}\n:HTTP_STATUS/${httpStatus}\ndata:${JSON.stringify(data)}\n\n`;

const nativeResult = (call: VendorCall, content: string, finishReason: string) => ({
  output: { choices: [{ message: { role: 'assistant', content }, finish_reason: finishReason }] },
  usage: { input_tokens: 9, output_tokens: 4, total_tokens: 13 },
  request_id: call.requestId,
});

const native: Surface = {
  name: 'native-json',
  path: GENERATION,
  stream: false,
  rows: ALL,
  succeed: (call) => json(200, nativeResult(call, WORDS.join(''), 'stop'), ids(call)),
  fail: (call, row) => json(status(row), flat(call, row), ids(call)),
};

const nativeStream: Surface = {
  name: 'native-sse',
  path: GENERATION,
  stream: true,
  rows: ALL,
  succeed: (call) =>
    eventStream(
      WORDS.map((_, index) => {
        const last = index === WORDS.length - 1;
        const text = WORDS.slice(0, index + 1).join('');
        return nativeEvent(index + 1, 'result', 200, nativeResult(call, text, last ? 'stop' : 'null'));
      }),
      ids(call),
    ),
  fail: (call, row) =>
    eventStream(
      [
        nativeEvent(1, 'result', 200, nativeResult(call, '你好', 'null')),
        nativeEvent(2, 'error', status(row), flat(call, row)),
      ],
      ids(call),
    ),
};

const compatibleError = (call: VendorCall, row: SeedRow) => ({
  error: { code: row.code, message: row.message, param: null, type: row.code },
  id: `chatcmpl-${call.requestId}`,
  request_id: call.requestId,
});

const openai: Surface = {
  name: 'openai-json',
  path: '/compatible-mode/v1/chat/completions',
  stream: false,
  rows: ALL,
  succeed: (call) => json(200, chatCompletion(`chatcmpl-${call.requestId}`, call.body.model), ids(call)),
  fail: (call, row) => json(status(row), compatibleError(call, row), ids(call)),
};

const openaiStream: Surface = {
  name: 'openai-sse',
  path: '/compatible-mode/v1/chat/completions',
  stream: true,
  rows: ALL,
  succeed: (call) => {
    const id = `chatcmpl-${call.requestId}`;
    return eventStream([...chatChunks(id, call.body.model), ...chatChunksEnd(id, call.body.model)], ids(call));
  },
  fail: (call, row) =>
    eventStream(
      [...chatChunks(`chatcmpl-${call.requestId}`, call.body.model, ['Hello']), dataEvent(compatibleError(call, row))],
      ids(call),
    ),
};

const anthropic: Surface = {
  name: 'anthropic-json',
  path: '/apps/anthropic/v1/messages',
  rows: ALL,
  succeed: (call) => json(200, anthropicMessage(`msg_${call.requestId}`, call.body.model), ids(call)),
  fail: (call, row) =>
    json(status(row), { error: { code: row.code, message: row.message, type: row.code } }, ids(call)),
};

const taskCreate: Surface = {
  name: 'task-create',
  path: '/api/v1/services/aigc/text2image/image-synthesis',
  rows: rowsOf('dashscope', ['InvalidApiKey', 'Arrearage', 'Throttling', 'InvalidParameter']),
  succeed: (call) =>
    json(200, { output: { task_id: randomUUID(), task_status: 'PENDING' }, request_id: call.requestId }, ids(call)),
  fail: (call, row) => json(status(row), flat(call, row), ids(call)),
};

const task = (call: VendorCall, output: Record<string, unknown>) =>
  json(200, { request_id: call.requestId, output: { task_id: call.path.split('/').pop(), ...output } }, ids(call));

const taskPoll: Surface = {
  name: 'task-poll',
  path: '/api/v1/tasks/*',
  rows: rowsOf('dashscope', [
    'DataInspectionFailed',
    'InvalidParameter.DataInspection',
    'BadRequest.InputDownloadFailed',
    'InternalError',
    'InternalError.Algo',
    'InternalError.Timeout',
  ]),
  pending: (call) => task(call, { task_status: 'RUNNING' }),
  succeed: (call) =>
    task(call, {
      task_status: 'SUCCEEDED',
      results: [{ url: 'https://files.example/i.png' }],
      task_metrics: { TOTAL: 1, SUCCEEDED: 1, FAILED: 0 },
    }),
  fail: (call, row) => task(call, { task_status: 'FAILED', code: row.code, message: row.message }),
};

/** DashScope: native JSON and events, the OpenAI- and Anthropic-compatible doors, tasks that are polled. */
export const dashscope: Vendor = {
  name: 'dashscope',
  compresses: true,
  newRequestId: () => randomUUID(),
  surfaces: [native, nativeStream, openai, openaiStream, anthropic, taskCreate, taskPoll],
};
