import { CozeAPI, RoleType } from '@coze/api';
import { type Callers, drain } from './caller.ts';

const chat = {
  bot_id: '7380000000000000003',
  user_id: 'u-1',
  auto_save_history: true,
  additional_messages: [{ role: RoleType.User, content: 'hello', content_type: 'text' as const }],
};
const workflow = { workflow_id: '7380000000000000005', parameters: { question: 'hello' } };

const client = (baseURL: string, token: string) => new CozeAPI({ baseURL, token });

async function createAndPoll(url: string, key: string): Promise<void> {
  await client(url, key).chat.createAndPoll({ ...chat });
}

/** A door that the client has no better method for, or one with a longer name. */
const post = (path: string) => async (url: string, key: string) => {
  await client(url, key).post(path, {});
};

/** Everything at Coze, by its own client: plain requests go over node:http, streams over fetch. */
export const cozeCallers: Callers = {
  'coze/chat-json': createAndPoll,
  'coze/chat-retrieve': createAndPoll,
  'coze/messages': createAndPoll,
  'coze/chat-sse': (url, key) => drain(client(url, key).chat.stream({ ...chat })),
  'coze/workflow-json': async (url, key) => {
    await client(url, key).workflows.runs.create(workflow);
  },
  'coze/workflow-sse': (url, key) => drain(client(url, key).workflows.runs.stream(workflow)),
  'coze/workflow-history': async (url, key) => {
    await client(url, key).workflows.runs.history('7380000000000000005', '7390000000000000001');
  },
  'coze/workflow-resume': post('/v1/workflow/stream_resume'),
  'coze/chat-cancel': post('/v3/chat/cancel'),
  'coze/conversation': async (url, key) => {
    await client(url, key).conversations.create({});
  },
  'coze/publish': post('/v1/bot/publish'),
  'coze/upload': post('/v1/files/upload'),
  'coze/members': post('/v1/workspaces/7380000000000000006/members'),
};
