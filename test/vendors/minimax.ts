import { randomBytes } from 'node:crypto';
import {
  anthropicEvents,
  anthropicEventsEnd,
  anthropicMessage,
  chatChunks,
  chatChunksEnd,
  chatCompletion,
} from './chat-bodies.ts';
import { rowsOf, type SeedRow } from './seed-rows.ts';
import { dataEvent, eventStream, json, namedEvent, type Surface, type Vendor, type VendorCall } from './vendor.ts';

const CHAT = [1000, 1001, 1002, 1004, 1008, 1024, 1026, 1027, 1033, 1039, 1041, 2013, 2045, 2049, 2056];
const VOICE = [1043, 1044, 2013, 20132, 2037, 2038, 2039, 2048];
const SPEECH = [1000, 1001, 1002, 1004, 1008, 1042, 2013, 20132, 2042, 2049, 2056];
const VIDEO = [1002, 1004, 1008, 1026, 2013, 2056];

const GOOD = { status_code: 0, status_msg: '' };

/** Native answers say what failed in `base_resp`, under HTTP 200; the code is a number. */
const baseResp = (row: SeedRow) => ({ status_code: Number(row.code), status_msg: row.message });

/** The native surfaces name the request in a header only. */
const traced = (call: VendorCall) => ({ 'Trace-Id': call.requestId });

/** HTTP status and class that the compatible surfaces give a cause; the code itself stands only in the message. */
const COMPATIBLE: Partial<Record<SeedRow['category'], { openai: number; anthropic: number; type: string }>> = {
  authentication: { openai: 401, anthropic: 401, type: 'authorized_error' },
  billing: { openai: 429, anthropic: 500, type: 'insufficient_balance_error' },
  quota_exhausted: { openai: 429, anthropic: 429, type: 'rate_limit_error' },
  rate_limited: { openai: 429, anthropic: 429, type: 'rate_limit_error' },
  content_filtered: { openai: 422, anthropic: 500, type: 'api_error' },
  context_length_exceeded: { openai: 400, anthropic: 400, type: 'bad_request_error' },
  invalid_request: { openai: 400, anthropic: 400, type: 'bad_request_error' },
};

function compatible(call: VendorCall, row: SeedRow, surface: 'openai' | 'anthropic') {
  const { [surface]: status, type } = COMPATIBLE[row.category] ?? { openai: 500, anthropic: 500, type: 'api_error' };
  const error = { type: status === 500 ? 'api_error' : type, message: `${row.message} (${row.code})` };
  return {
    status,
    body: { type: 'error', error: { ...error, http_code: String(status) }, request_id: call.requestId },
  };
}

function failCompatible(surface: 'openai' | 'anthropic') {
  return (call: VendorCall, row: SeedRow) => {
    const { status, body } = compatible(call, row, surface);
    return json(status, body);
  };
}

/** A native answer of JSON: success carries `base_resp` as well. */
function native(name: string, path: string, codes: readonly number[], data: Record<string, unknown>): Surface {
  return {
    name,
    path,
    rows: rowsOf('minimax', codes),
    succeed: (call) => json(200, { ...data, base_resp: GOOD }, traced(call)),
    fail: (call, row) => json(200, { base_resp: baseResp(row) }, traced(call)),
  };
}

const nativeChat: Surface = {
  name: 'native-json',
  path: '/v1/text/chatcompletion_v2',
  stream: false,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) => json(200, { ...chatCompletion('m-1', call.body.model), base_resp: GOOD }, traced(call)),
  fail: (call, row) =>
    json(200, { id: 'm-1', choices: null, model: call.body.model, base_resp: baseResp(row) }, traced(call)),
};

const nativeChatStream: Surface = {
  name: 'native-sse',
  path: '/v1/text/chatcompletion_v2',
  stream: true,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) =>
    eventStream(
      [
        ...chatChunks('m-1', call.body.model),
        dataEvent({ ...chatCompletion('m-1', call.body.model), base_resp: GOOD }),
      ],
      traced(call),
    ),
  fail: (call, row) =>
    eventStream(
      [
        ...chatChunks('m-1', call.body.model, ['你好']),
        dataEvent({ id: 'm-1', choices: null, object: 'chat.completion.chunk', base_resp: baseResp(row) }),
      ],
      traced(call),
    ),
};

const openai: Surface = {
  name: 'openai-json',
  path: '/v1/chat/completions',
  stream: false,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) => json(200, { ...chatCompletion('m-2', call.body.model), base_resp: GOOD }),
  fail: failCompatible('openai'),
};

const openaiStream: Surface = {
  name: 'openai-sse',
  path: '/v1/chat/completions',
  stream: true,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) =>
    eventStream([...chatChunks('m-2', call.body.model), ...chatChunksEnd('m-2', call.body.model)], traced(call)),
  fail: (call, row) =>
    eventStream(
      [
        ...chatChunks('m-2', call.body.model, ['Hello', ' there']),
        dataEvent({ id: 'm-2', choices: [], object: 'chat.completion.chunk', base_resp: baseResp(row) }),
        dataEvent('[DONE]'),
      ],
      traced(call),
    ),
};

const anthropic: Surface = {
  name: 'anthropic-json',
  path: '/anthropic/v1/messages',
  stream: false,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) => json(200, { ...anthropicMessage('m-3', call.body.model), base_resp: GOOD }),
  fail: failCompatible('anthropic'),
};

const anthropicStream: Surface = {
  name: 'anthropic-sse',
  path: '/anthropic/v1/messages',
  stream: true,
  rows: rowsOf('minimax', CHAT),
  succeed: (call) => eventStream([...anthropicEvents('m-3', call.body.model), ...anthropicEventsEnd()]),
  fail: (call, row) =>
    eventStream([
      ...anthropicEvents('m-3', call.body.model, ['Hello']),
      namedEvent('error', compatible(call, row, 'anthropic').body),
    ]),
};

const speech: Surface = {
  ...native('speech', '/v1/t2a_v2', SPEECH, {}),
  succeed: (call) =>
    json(200, { data: { audio: '494433', status: 2 }, trace_id: call.requestId, base_resp: GOOD }, traced(call)),
  fail: (call, row) => json(200, { trace_id: call.requestId, base_resp: baseResp(row) }, traced(call)),
};

const video: Surface = {
  name: 'video-create',
  path: '/v2/video_generation',
  rows: rowsOf('minimax', VIDEO),
  succeed: () => json(200, { task: { id: randomBytes(8).toString('hex'), status: 'queued' } }),
  fail: failCompatible('openai'),
};

const task = (call: VendorCall, rest: Record<string, unknown>) =>
  json(200, { task: { id: call.path.split('/').pop(), ...rest } }, traced(call));

const videoPoll: Surface = {
  name: 'video-poll',
  path: '/v2/query/video_generation/*',
  rows: rowsOf('minimax', [1000, 1026, 1027, 1033]),
  pending: (call) => task(call, { status: 'running' }),
  succeed: (call) => task(call, { status: 'succeeded', video: { url: 'https://files.example/v.mp4' } }),
  fail: (call, row) => task(call, { status: 'failed', error: { code: Number(row.code), message: row.message } }),
};

/** MiniMax: native JSON and events, media, video tasks, and the OpenAI- and Anthropic-compatible doors. */
export const minimax: Vendor = {
  name: 'minimax',
  compresses: false,
  newRequestId: () => randomBytes(16).toString('hex'),
  surfaces: [
    nativeChat,
    nativeChatStream,
    openai,
    openaiStream,
    anthropic,
    anthropicStream,
    speech,
    native('voice-clone', '/v1/voice_clone', VOICE, { input_sensitive: false, demo_audio: '' }),
    video,
    videoPoll,
  ],
};
