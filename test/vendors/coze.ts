import { randomBytes } from 'node:crypto';
import { WORDS } from './chat-bodies.ts';
import { rowsOf, type SeedRow } from './seed-rows.ts';
import { eventStream, json, type Surface, type Vendor, type VendorAnswer, type VendorCall } from './vendor.ts';

const CHAT = [
  4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014, 4015, 4016, 4019, 4020,
  4021, 4022, 4100, 4101, 4102, 4200, 5000, 700012006,
];
/** The model's own failures: known only after the chat was accepted. */
const MODEL = [4008, 4009, 4010, 4011, 4013, 4014, 4019, 4020, 4021, 4022, 5000];

const GOOD = { code: 0, msg: '' };
const logId = (call: VendorCall) => ({ 'X-Tt-Logid': call.requestId });
const cause = (row: SeedRow) => ({ code: Number(row.code), msg: row.message });

function good(call: VendorCall, data: unknown): VendorAnswer {
  return json(200, { code: 0, msg: '', data, detail: { logid: call.requestId } }, logId(call));
}

function bad(call: VendorCall, row: SeedRow, status = 200): VendorAnswer {
  return json(status, { ...cause(row), detail: { logid: call.requestId } }, logId(call));
}

/** A bad token is HTTP 401 everywhere but at `/v3/chat`. */
const unauthorised = (row: SeedRow) => (row.category === 'authentication' ? 401 : 200);

function plain(name: string, path: string, codes: readonly number[], data: unknown): Surface {
  return {
    name,
    path,
    rows: rowsOf('coze', codes),
    succeed: (call) => good(call, data),
    fail: (call, row) => bad(call, row, unauthorised(row)),
  };
}

/** The chat that is asked for, or a new one. */
const chatId = (call: VendorCall) =>
  call.query.get('chat_id') ?? `738${Date.now()}${String(nextChat++).padStart(3, '0')}`;
let nextChat = 0;

const chatObject = (id: string, status: string, lastError: object = GOOD) => ({
  id,
  conversation_id: '7380000000000000002',
  bot_id: '7380000000000000003',
  created_at: 1_760_000_000,
  status,
  last_error: lastError,
  usage: { token_count: 13, input_count: 9, output_count: 4 },
});

const chatCreate: Surface = {
  name: 'chat-json',
  path: '/v3/chat',
  stream: false,
  rows: rowsOf('coze', CHAT),
  succeed: (call) => good(call, chatObject(chatId(call), 'in_progress')),
  fail: (call, row) => bad(call, row),
};

const chatRetrieve: Surface = {
  name: 'chat-retrieve',
  path: '/v3/chat/retrieve',
  rows: rowsOf('coze', MODEL),
  succeed: (call) => good(call, chatObject(chatId(call), 'completed')),
  fail: (call, row) => good(call, chatObject(chatId(call), 'failed', cause(row))),
};

const event = (name: string, data: unknown) => `event:${name}\ndata:${JSON.stringify(data)}\n\n`;
const message = (content: string) => ({ id: '1', role: 'assistant', type: 'answer', content, content_type: 'text' });
const chatBegin = (id: string) => [
  event('conversation.chat.created', chatObject(id, 'created')),
  event('conversation.chat.in_progress', chatObject(id, 'in_progress')),
];

const chatStream: Surface = {
  name: 'chat-sse',
  path: '/v3/chat',
  stream: true,
  rows: rowsOf('coze', [...MODEL, 4000, 4102]),
  succeed: (call) => {
    const id = chatId(call);
    return eventStream(
      [
        ...chatBegin(id),
        ...WORDS.map((word) => event('conversation.message.delta', message(word))),
        event('conversation.message.completed', message(WORDS.join(''))),
        event('conversation.chat.completed', chatObject(id, 'completed')),
        event('done', '[DONE]'),
      ],
      logId(call),
    );
  },
  fail: (call, row) => {
    const id = chatId(call);
    return eventStream(
      [
        ...chatBegin(id),
        MODEL.includes(Number(row.code))
          ? event('conversation.chat.failed', chatObject(id, 'failed', cause(row)))
          : event('error', cause(row)),
        event('done', '[DONE]'),
      ],
      logId(call),
    );
  },
};

const debugUrl = 'https://www.coze.cn/work_flow?execute_id=7390000000000000001&space_id=1&workflow_id=2';
/** Events of workflows have a number and a space after the colon. */
const flowEvent = (id: number, name: string, data: unknown) =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const workflowRun: Surface = {
  ...plain('workflow-json', '/v1/workflow/run', [4000, 4100, 4101, 4200, 5000, 700012006], {}),
  succeed: (call) =>
    json(
      200,
      {
        ...GOOD,
        data: '{"output":"42"}',
        cost: '0',
        token: 13,
        debug_url: debugUrl,
        execute_id: '7390000000000000001',
      },
      logId(call),
    ),
};

const workflowStream: Surface = {
  name: 'workflow-sse',
  path: '/v1/workflow/stream_run',
  rows: rowsOf('coze', [4000, 4100, 5000]),
  succeed: (call) =>
    eventStream(
      [
        flowEvent(0, 'PING', {}),
        flowEvent(1, 'Message', { content: '42', node_is_finish: true, node_seq_id: '0', node_title: 'End' }),
        flowEvent(2, 'Done', { debug_url: debugUrl }),
      ],
      logId(call),
    ),
  fail: (call, row) =>
    unauthorised(row) === 401
      ? bad(call, row, 401)
      : eventStream(
          [
            flowEvent(0, 'Error', { error_code: Number(row.code), error_message: row.message, debug_url: debugUrl }),
            flowEvent(1, 'Done', { debug_url: debugUrl }),
          ],
          logId(call),
        ),
};

/** Coze: chat as JSON, as a stream and by polling; workflows; and the doors where the other rows show. */
export const coze: Vendor = {
  name: 'coze',
  compresses: false,
  newRequestId: () => `20260301120000${randomBytes(10).toString('hex').toUpperCase()}`,
  surfaces: [
    chatCreate,
    chatRetrieve,
    chatStream,
    workflowRun,
    workflowStream,
    plain('messages', '/v3/chat/message/list', [4001, 4100], [message(WORDS.join(''))]),
    plain('chat-cancel', '/v3/chat/cancel', [4001, 4104], chatObject('7380000000000000001', 'canceled')),
    plain('conversation', '/v1/conversation/create', [4100, 4101, 700012006], { id: '7380000000000000002' }),
    plain('publish', '/v1/bot/publish', [4105], { bot_id: '7380000000000000003', version: '1' }),
    plain('upload', '/v1/files/upload', [4300, 4301, 4302, 4303, 4304], { id: '7380000000000000004', bytes: 3 }),
    plain('members', '/v1/workspaces/*/members', [4201], { added_success_user_ids: ['1'] }),
    plain('workflow-history', '/v1/workflows/*/run_histories/*', [4314], [{ execute_status: 'Success' }]),
    plain('workflow-resume', '/v1/workflow/stream_resume', [4315], {}),
  ],
};
