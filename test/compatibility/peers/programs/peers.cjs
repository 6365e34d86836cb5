// The peers: how each is set up beside the SDK, and how a program calls its client. `setUp` gives what goes into the
// options of `NodeSDK`; `client`, called after the start, gives a function that has one chat.

const PROMPT = [{ role: 'user', content: 'hello' }];

async function openai({ baseURL, apiKey, stream }, wrap = (client) => client) {
  const { OpenAI } = require('openai');
  const client = wrap(new OpenAI({ baseURL, apiKey, maxRetries: 0 }));
  const answer = await client.chat.completions.create({ model: 'm', messages: PROMPT, stream });
  if (stream) for await (const _chunk of answer);
}

async function anthropic({ baseURL, apiKey, stream }, sdk = '@anthropic-ai/sdk') {
  const { Anthropic } = require(sdk);
  const client = new Anthropic({ baseURL, apiKey, maxRetries: 0 });
  const answer = await client.messages.create({ model: 'm', max_tokens: 9, messages: PROMPT, stream });
  if (stream) for await (const _event of answer);
}

/** A peer that is an instrumentation, which patches the client. */
const instrumentation = (name, load, chat) => ({
  setUp: () => ({ instrumentations: [new (load(require(name)))()] }),
  client: async () => chat,
});

/** A peer of the AI SDK: its spans begin with a registered telemetry integration. */
const aiSdk = (providerOf) => ({
  setUp: () => ({}),
  async client() {
    const { generateText, registerTelemetry, streamText } = await import('ai');
    const { OpenTelemetry } = await import('@ai-sdk/otel');
    registerTelemetry(new OpenTelemetry());
    const provide = await providerOf();
    return async ({ stream, ...call }) => {
      const request = { model: provide(call)('m'), maxRetries: 0, prompt: 'hello' };
      if (!stream) return generateText(request);
      let failure;
      const onError = ({ error }) => {
        failure = error;
      };
      // To its end, for that is when its spans end.
      for await (const _part of streamText({ ...request, onError }).fullStream);
      throw failure;
    };
  },
});

globalThis.AI_SDK_LOG_WARNINGS = false;

exports.peers = {
  opentelemetry: instrumentation('@opentelemetry/instrumentation-openai', (m) => m.OpenAIInstrumentation, openai),
  'traceloop-openai': instrumentation('@traceloop/instrumentation-openai', (m) => m.OpenAIInstrumentation, openai),
  // It cannot patch version 1 of the client, whose first `require` throws then.
  'traceloop-anthropic': {
    setUp() {
      const { AnthropicInstrumentation } = require('@traceloop/instrumentation-anthropic');
      const traceloop = new AnthropicInstrumentation();
      traceloop.manuallyInstrument(require('anthropic-0'));
      return { instrumentations: [traceloop] };
    },
    client: async () => (call) => anthropic(call, 'anthropic-0'),
  },
  openinference: instrumentation(
    '@arizeai/openinference-instrumentation-openai',
    (m) => m.OpenAIInstrumentation,
    openai,
  ),
  langfuse: {
    setUp() {
      const { LangfuseSpanProcessor } = require('@langfuse/otel');
      const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
      return { spanProcessors: [new LangfuseSpanProcessor({ exporter: new OTLPTraceExporter() })] };
    },
    async client() {
      const { observeOpenAI } = require('@langfuse/openai');
      return (call) => openai(call, observeOpenAI);
    },
  },
  'ai-openai-compatible': aiSdk(async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return ({ vendor, ...call }) => createOpenAICompatible({ name: vendor, ...call });
  }),
  'ai-minimax': aiSdk(async () => {
    const { createMiniMax } = await import('@ai-sdk/minimax');
    return createMiniMax;
  }),
  anthropic: { setUp: () => ({}), client: async () => anthropic },
};
