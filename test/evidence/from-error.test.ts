import Anthropic from '@anthropic-ai/sdk';
import { CozeAPI } from '@coze/api';
import axios from 'axios';
import OpenAI from 'openai';
import { createCatalogSet } from '../../src/classify/catalog-set.ts';
import { classifyError } from '../../src/evidence/from-error.ts';
import { rejectionOf, startAnsweringServer } from './answering-server.ts';

let server: Awaited<ReturnType<typeof startAnsweringServer>>;

beforeAll(async () => {
  server = await startAnsweringServer();
});

afterAll(() => server.close());

function loopback(provider: string) {
  return createCatalogSet({ hosts: { [new URL(server.url).host]: provider } });
}

const messages = [{ role: 'user' as const, content: 'hi' }];

describe('classifyError reads what real clients throw', () => {
  it('finds the code in the message of an openai error from MiniMax', async () => {
    server.answer({
      status: 429,
      body: '{"type":"error","error":{"type":"insufficient_balance_error","message":"insufficient balance (1008)","http_code":"429"},"request_id":"aa00000000000000000000000000bb01"}',
    });
    const client = new OpenAI({ apiKey: 'k', baseURL: `${server.url}/v1`, maxRetries: 0 });
    const error = await rejectionOf(client.chat.completions.create({ model: 'm', messages }));
    expect(classifyError(error, { provider: 'minimax' })).toMatchObject({
      provider: 'minimax',
      code: '1008',
      category: 'billing',
      retryable: false,
      httpStatus: 429,
    });
  });

  it('finds code and request id of an openai error from DashScope, whose id stands in a header', async () => {
    server.answer({
      status: 400,
      headers: { 'x-request-id': '11111111-2222-9333-8444-555555555555' },
      body: '{"error":{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing.","type":"Arrearage","param":null},"request_id":"11111111-2222-9333-8444-555555555555"}',
    });
    const client = new OpenAI({ apiKey: 'k', baseURL: `${server.url}/compatible-mode/v1`, maxRetries: 0 });
    const error = await rejectionOf(client.chat.completions.create({ model: 'm', messages }));
    expect(classifyError(error, { provider: 'dashscope' })).toMatchObject({
      code: 'Arrearage',
      category: 'billing',
      requestId: '11111111-2222-9333-8444-555555555555',
      requestIdSource: 'x-request-id',
    });
  });

  it('finds the code in an Anthropic SDK error from MiniMax', async () => {
    server.answer({
      status: 500,
      body: '{"type":"error","error":{"type":"api_error","message":"output new_sensitive (1027)"},"request_id":"aa00000000000000000000000000bb02"}',
    });
    const client = new Anthropic({ apiKey: 'k', baseURL: `${server.url}/anthropic`, maxRetries: 0 });
    const error = await rejectionOf(client.messages.create({ model: 'm', max_tokens: 9, messages }));
    expect(classifyError(error, { provider: 'minimax' })).toMatchObject({
      code: '1027',
      category: 'content_filtered',
      requestId: 'aa00000000000000000000000000bb02',
    });
  });

  it('finds code and log id in an axios error and knows the provider by its URL', async () => {
    server.answer({
      status: 401,
      headers: { 'X-Tt-Logid': '20260101000000AAAAAAAAAAAAAAAAAAAA' },
      body: '{"code":4100,"msg":"authentication is invalid"}',
    });
    const error = await rejectionOf(axios.get(`${server.url}/v1/workflow/run`));
    expect(classifyError(error, { catalogs: loopback('coze') })).toMatchObject({
      provider: 'coze',
      code: '4100',
      category: 'authentication',
      requestId: '20260101000000AAAAAAAAAAAAAAAAAAAA',
      requestIdSource: 'X-Tt-Logid',
    });
  });

  it('finds code and log id in what @coze/api throws for a failure inside HTTP 200', async () => {
    server.answer({
      body: '{"code":4101,"msg":"The token you entered is incorrect.","detail":{"logid":"20260101000000BBBBBBBBBBBBBBBBBBBB"}}',
    });
    const client = new CozeAPI({ token: 't', baseURL: server.url, allowPersonalAccessTokenInBrowser: true });
    const error = await rejectionOf(client.bots.retrieve({ bot_id: '1' }));
    expect(classifyError(error, { provider: 'coze' })).toMatchObject({
      code: '4101',
      category: 'authentication',
      requestId: '20260101000000BBBBBBBBBBBBBBBBBBBB',
    });
  });

  it('calls a refused connection a network failure', async () => {
    const error = await rejectionOf(fetch('http://127.0.0.1:9/'));
    const other = await rejectionOf(axios.get('http://127.0.0.1:1/'));
    expect(classifyError(other)).toMatchObject({
      category: 'network',
      retryable: true,
      phase: 'connect',
      exception: 'ECONNREFUSED',
    });
    expect(['network', 'unknown', undefined]).toContain(classifyError(error)?.category);
  });

  it('tells the openai client time-out from an abort of the caller', () => {
    expect(classifyError(new OpenAI.APIConnectionTimeoutError())).toMatchObject({
      category: 'timeout',
      retryable: true,
    });
    expect(classifyError(new OpenAI.APIUserAbortError())).toMatchObject({ category: 'cancelled', retryable: false });
  });
});

describe('classifyError reads errors of other shapes', () => {
  it('follows the cause chain and the last error of a retry', () => {
    const inner = Object.assign(new Error('boom'), {
      name: 'AI_APICallError',
      statusCode: 500,
      url: 'https://api.minimax.io/anthropic/v1/messages',
      responseBody: '{"type":"error","error":{"type":"api_error","message":"insufficient balance (1008)"}}',
    });
    const outer = Object.assign(new Error('Failed after 3 attempts.'), { name: 'AI_RetryError', lastError: inner });
    expect(classifyError(new Error('call failed', { cause: outer }))).toMatchObject({
      provider: 'minimax',
      code: '1008',
      category: 'billing',
    });
  });

  it('survives cycles, throwing getters, frozen and odd values', () => {
    const cyclic: { cause?: unknown } = new Error('x');
    cyclic.cause = cyclic;
    const hostile = Object.defineProperty(new Error('y'), 'status', {
      get() {
        throw new Error('no');
      },
    });
    for (const value of [
      cyclic,
      hostile,
      Object.freeze(new Error('z')),
      null,
      undefined,
      1,
      'text',
      Symbol('s'),
      [],
      () => 1,
    ]) {
      expect(() => classifyError(value)).not.toThrow();
    }
  });

  it('does not mix the answers of several calls', () => {
    const answered = Object.assign(new Error('429'), {
      status: 429,
      url: 'https://api.minimax.io/v1/x',
      error: { message: 'insufficient balance (1008)' },
    });
    const refused = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      url: 'https://api.coze.cn/v3/chat',
    });
    expect(classifyError(new AggregateError([answered, refused]))).toMatchObject({
      provider: 'minimax',
      code: '1008',
      httpStatus: 429,
    });
  });

  it('does not call a cut connection an answer that failed in band', () => {
    const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', status: 200 });
    expect(classifyError(cut, { provider: 'minimax' })).toMatchObject({ category: 'network', inBand: false });
  });

  it('has nothing to say about an error that shows no failed call', () => {
    expect(classifyError(new TypeError("Cannot read properties of undefined (reading 'x')"))).toBeUndefined();
    expect(classifyError(new RangeError('Invalid array length'))).toBeUndefined();
  });

  it('finds the unique upstream code that a thrown text carries', () => {
    expect(
      classifyError(
        'MinimaxException - {"type":"error","error":{"message":"invalid params, context window exceeds limit (2013)"}}',
      ),
    ).toMatchObject({
      provider: 'minimax',
      code: '2013',
      category: 'context_length_exceeded',
    });
  });
});
