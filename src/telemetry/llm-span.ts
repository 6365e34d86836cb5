import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpanLike } from './sdk-types.ts';
import {
  AI_OPERATION_ID,
  GEN_AI_OPERATION_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_SYSTEM,
  LANGFUSE_OBSERVATION_TYPE,
  OPENINFERENCE_SPAN_KIND,
  TRACELOOP_SPAN_KIND,
} from './semconv.ts';

/** Instrumentations whose spans are calls of a model, even while they carry no attribute yet. */
const LLM_SCOPE =
  /^ai$|^@ai-sdk\/otel|^langfuse|openinference|^@(?:opentelemetry|traceloop)\/instrumentation-(?:openai|anthropic|bedrock|cohere|together|vertexai|google-generativeai)$/;

const HTTP_CLIENT_SCOPES = new Set(['@opentelemetry/instrumentation-http', '@opentelemetry/instrumentation-undici']);

/** Operations that are built of calls of a model and go on when one of them fails. */
const AROUND_CALLS = new Set<unknown>([
  'execute_tool',
  'invoke_agent',
  'create_agent',
  'agent_step',
  'invoke_workflow',
]);

const verdicts = new Map<string, boolean>();

/** Whether a span stands for a call of a model: not a tool, an agent, a chain or a workflow around it, not an HTTP request. */
export function isLlmSpan(span: ReadableSpanLike): boolean {
  const attributes = span.attributes;
  if (!attributes) return false;
  const kind = attributes[OPENINFERENCE_SPAN_KIND];
  if (kind !== undefined) return kind === 'LLM' || kind === 'EMBEDDING' || kind === 'RERANKER';
  const observation = attributes[LANGFUSE_OBSERVATION_TYPE];
  if (observation !== undefined) return observation === 'generation' || observation === 'embedding';
  if (AROUND_CALLS.has(attributes[GEN_AI_OPERATION_NAME]) || attributes[AI_OPERATION_ID] === 'ai.toolCall')
    return false;
  if (attributes[TRACELOOP_SPAN_KIND] !== undefined) return false;
  return (
    attributes[GEN_AI_PROVIDER_NAME] !== undefined ||
    attributes[GEN_AI_OPERATION_NAME] !== undefined ||
    attributes[GEN_AI_REQUEST_MODEL] !== undefined ||
    attributes[GEN_AI_SYSTEM] !== undefined ||
    isLlmScope(span.instrumentationScope?.name)
  );
}

/** Whether a span is the client side of one HTTP request, made by an instrumentation that we can correlate with. */
export function isHttpClientSpan(span: ReadableSpanLike): boolean {
  return span.kind === SpanKind.CLIENT && HTTP_CLIENT_SCOPES.has(span.instrumentationScope?.name ?? '');
}

function isLlmScope(name: string | undefined): boolean {
  if (name === undefined) return false;
  let verdict = verdicts.get(name);
  if (verdict === undefined) {
    verdict = LLM_SCOPE.test(name);
    if (verdicts.size < 500) verdicts.set(name, verdict);
  }
  return verdict;
}
