import type { Call } from './scenarios.ts';

/** A column of the table: a set-up in `programs/peers.cjs`. */
export interface PeerColumn {
  readonly id: string;
  readonly title: string;
  /** What it is made of, for the versions. */
  readonly packages: readonly string[];
  /** The program without it, whose calls go the same way. */
  readonly without: 'nothing' | 'nothing-http' | 'nothing-ai';
  /** The calls that it is made to see. */
  readonly sight: readonly Call[];
}

const LLM_CLIENT: readonly Call[] = ['chat', 'stream', 'abort'];
const EVERYTHING: readonly Call[] = [...LLM_CLIENT, 'axios', 'poll', 'websocket', 'http2'];

export const PEERS: readonly PeerColumn[] = [
  { id: 'nothing', title: 'nothing', packages: [], without: 'nothing', sight: [] },
  {
    id: 'otel-undici',
    title: 'OTel undici',
    packages: ['@opentelemetry/instrumentation-undici'],
    without: 'nothing',
    sight: [...LLM_CLIENT, 'poll'],
  },
  {
    id: 'otel-http',
    title: 'OTel http',
    packages: ['@opentelemetry/instrumentation-http'],
    without: 'nothing-http',
    sight: [...LLM_CLIENT, 'axios'],
  },
  {
    id: 'otel-openai',
    title: 'OTel openai',
    packages: ['@opentelemetry/instrumentation-openai'],
    without: 'nothing',
    sight: LLM_CLIENT,
  },
  {
    id: 'traceloop',
    title: 'Traceloop',
    packages: ['@traceloop/instrumentation-openai'],
    without: 'nothing',
    sight: LLM_CLIENT,
  },
  {
    id: 'openinference',
    title: 'OpenInference',
    packages: ['@arizeai/openinference-instrumentation-openai'],
    without: 'nothing',
    sight: LLM_CLIENT,
  },
  { id: 'ai-sdk', title: 'AI SDK', packages: ['@ai-sdk/otel', 'ai'], without: 'nothing-ai', sight: LLM_CLIENT },
  {
    id: 'langfuse',
    title: 'Langfuse',
    packages: ['@langfuse/openai', '@langfuse/otel'],
    without: 'nothing',
    sight: LLM_CLIENT,
  },
  {
    id: 'sentry',
    title: 'Sentry',
    packages: ['@sentry/node'],
    without: 'nothing',
    sight: [...LLM_CLIENT, 'axios', 'poll'],
  },
  { id: 'datadog', title: 'Datadog', packages: ['dd-trace'], without: 'nothing', sight: EVERYTHING },
  {
    id: 'openlit',
    title: 'OpenLIT',
    packages: ['openlit'],
    without: 'nothing',
    sight: [...LLM_CLIENT, 'axios', 'poll'],
  },
  { id: 'ours-alone', title: 'ours, alone', packages: ['otel-llm-errors'], without: 'nothing', sight: EVERYTHING },
  { id: 'ours-full', title: 'ours, full', packages: ['otel-llm-errors'], without: 'nothing', sight: EVERYTHING },
];
