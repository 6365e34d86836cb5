// One more processor in front of a batching one: CPU of a whole span, of the hooks alone, and memory.
import { context, type Span } from '@opentelemetry/api';
import { classifyResponse, LlmErrorSpanProcessor } from 'otel-llm-errors';
import { ANSWERS } from './answers.ts';
import { interleave, median, report, request, type Variant } from './harness.ts';
import type { Pipeline, Workload } from './pipeline.ts';
import * as spans from './pipeline.ts';

const { rounds, count } = request<{ rounds: number; count: number }>();

const doNothing = { onStart() {}, onEnding() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };
const ours = new LlmErrorSpanProcessor();
const bare = spans.pipeline();
const pipelines: Readonly<Record<string, Pipeline>> = {
  bare,
  'bare again': spans.pipeline(),
  'do nothing': spans.pipeline(doNothing),
  ours: spans.pipeline(ours),
};
for (const pipeline of Object.values(pipelines)) spans.assertRecording(pipeline);

const answer = ANSWERS.MiniMax as (typeof ANSWERS)[string];
const lastFailure = classifyResponse(answer);
const lastStart = {
  provider: 'minimax',
  host: 'api.minimax.io',
  path: '/v1/text/chatcompletion_v2',
  operation: 'chat',
};
const { attempts } = (globalThis as Record<symbol, unknown>)[Symbol.for('otel-llm-errors')] as {
  attempts: WeakMap<Span, object>;
};

/** A failed span whose failed attempt a tap has seen: what it knows waits for the end of the span. */
function failedOnTheWire(pipeline: Pipeline): void {
  const span = spans.startChat(pipeline);
  spans.fail(span);
  if (pipeline === pipelines.ours) {
    attempts.set(span, { failed: 1, lastStart, lastFailure, lastUndecided: false, undecided: undefined });
  }
  span.end();
}

const WORKLOADS: Readonly<Record<string, Workload>> = {
  healthy: spans.healthy,
  http: spans.http,
  'failed on the wire': failedOnTheWire,
  failed: spans.failed,
};

const hook = await hooks();
const cpu: Record<string, Record<string, number[]>> = {};
const bytes: Record<string, number> = {};
for (const [name, workload] of Object.entries(WORKLOADS)) {
  const variants = Object.entries(pipelines).map(
    ([variant, pipeline]): Variant => ({
      name: variant,
      run(times) {
        for (let i = 0; i < times; i++) workload(pipeline);
      },
      after: () => pipeline.flush(),
    }),
  );
  cpu[name] = await interleave(variants, { rounds, count });
  bytes[name] = (await allocated(workload, pipelines.ours as Pipeline)) - (await allocated(workload, bare));
}
report({ cpu, hook, bytes, open: (await open(pipelines.ours as Pipeline)) - (await open(bare)) });

/** The hooks of one healthy span as the SDK calls them, on so few spans that they are in the cache, as a span is that was just written. */
async function hooks(): Promise<Record<string, number[]>> {
  const some = Array.from({ length: 128 }, () => spans.startChat(bare));
  const root = context.active();
  const calling = (name: string, processor: typeof doNothing | LlmErrorSpanProcessor): Variant => ({
    name,
    run(times) {
      for (let i = 0; i < times; i++) {
        const span = some[i & 127] as Span;
        (processor as LlmErrorSpanProcessor).onStart(span, root);
        (processor as LlmErrorSpanProcessor).onEnding(span);
        (processor as LlmErrorSpanProcessor).onEnd(span as never);
      }
    },
  });
  const whole: Variant = {
    name: 'span',
    run(times) {
      for (let i = 0; i < times; i++) spans.healthy(bare);
    },
    after: () => bare.flush(),
  };
  return interleave([whole, calling('do nothing', doNothing), calling('ours', ours)], { rounds, count: count * 4 });
}

/** Bytes that one span allocates; the young generation must be so large that nothing is collected meanwhile. */
async function allocated(workload: Workload, pipeline: Pipeline): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < Math.min(rounds, 9); i++) {
    await pipeline.flush();
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let k = 0; k < count; k++) workload(pipeline);
    samples.push((process.memoryUsage().heapUsed - before) / count);
  }
  await pipeline.flush();
  return median(samples);
}

/** Bytes that an open span holds. */
async function open(pipeline: Pipeline): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < Math.min(rounds, 5); i++) {
    await pipeline.flush();
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const held = Array.from({ length: count * 2 }, () => spans.startChat(pipeline));
    globalThis.gc?.();
    samples.push((process.memoryUsage().heapUsed - before) / (count * 2));
    for (const span of held) span.end();
  }
  await pipeline.flush();
  return median(samples);
}
