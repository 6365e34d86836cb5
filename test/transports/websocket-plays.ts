import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';

export const TASK_ID = '0c1f3a52-6f5b-4d0a-9f59-1d3c1c5d8f21';

export const DASHSCOPE_FAILED = JSON.stringify({
  header: {
    task_id: TASK_ID,
    event: 'task-failed',
    error_code: 'InvalidParameter',
    error_message: 'The sample rate is not supported.',
    attributes: {},
  },
  payload: {},
});

export const MINIMAX_FAILED = JSON.stringify({
  session_id: 'a1',
  event: 'task_failed',
  trace_id: '0693a17c5b1de0af',
  base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
});

export const OPENAI_ERROR = JSON.stringify({
  type: 'error',
  event_id: 'event_890',
  error: {
    type: 'invalid_request_error',
    code: 'invalid_value',
    message: 'Invalid value: the voice is not known.',
    param: 'session.voice',
    event_id: null,
  },
});

export const MINIMAX_LIMITED = JSON.stringify({
  event: 'task_failed',
  base_resp: { status_code: 1002, status_msg: 'rate limit' },
});

const healthy = (index: number) =>
  JSON.stringify({ event: 'task_continued', data: { audio: 'ab'.repeat(index * 300) } });

/** Speech, in texts and bytes, until `last` is sent; then the server closes. */
export const speaking =
  (last: string | undefined, code = 1000, reason = '') =>
  (socket: WebSocket) => {
    socket.on('message', () => {
      for (let index = 0; index < 8; index++) socket.send(index % 2 ? randomBytes(4) : healthy(index));
      socket.ping();
      socket.send(Buffer.alloc(100_000, 7));
      socket.send('"error" is a word, 你好');
      socket.send(JSON.stringify({ text: '{"event":"task_failed"}', pad: 'x'.repeat(200_000) }));
      if (last !== undefined) socket.send(last);
      socket.close(code, reason);
    });
  };

/** What the server plays, by path. */
export const PLAYS: Readonly<Record<string, (socket: WebSocket) => void>> = {
  '/dashscope': speaking(DASHSCOPE_FAILED),
  '/minimax': speaking(MINIMAX_FAILED),
  '/openai': speaking(OPENAI_ERROR),
  '/healthy': speaking(undefined),
  '/at-once': (socket) => {
    socket.send(MINIMAX_FAILED);
    socket.close();
  },
  '/openai-at-once': (socket) => {
    socket.send(OPENAI_ERROR);
    socket.close();
  },
  '/twice': (socket) => {
    for (const last of [MINIMAX_LIMITED, MINIMAX_LIMITED, MINIMAX_FAILED]) socket.send(last);
    socket.close();
  },
  '/pieces': (socket) => {
    for (let at = 0; at < MINIMAX_FAILED.length; at += 10) {
      socket.send(MINIMAX_FAILED.slice(at, at + 10), { fin: at + 10 >= MINIMAX_FAILED.length });
    }
    socket.close();
  },
  '/quota': speaking(undefined, 1011, 'You exceeded your current quota, please check your plan and billing details.'),
  '/restarting': speaking(undefined, 1012),
  '/idle': () => {},
  '/drop': (socket) => {
    socket.send('{}', () => (socket as unknown as { _socket: { end(): void } })._socket.end());
  },
};
