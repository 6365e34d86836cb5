// One span processor of a peer in front of a batching one; its own exporter does nothing.
import { interleave, report, request, type Variant } from './harness.ts';
import * as spans from './pipeline.ts';

const { peer, rounds, count } = request<{ peer: string; rounds: number; count: number }>();

const exporter = {
  export(_spans: unknown, done: (result: { code: number }) => void) {
    done({ code: 0 });
  },
  async shutdown() {},
  async forceFlush() {},
};

const PEERS: Readonly<Record<string, () => Promise<object>>> = {
  async Langfuse() {
    const { LangfuseSpanProcessor } = await import('@langfuse/otel' as string);
    return new LangfuseSpanProcessor({ exporter, publicKey: 'pk-lf-none', secretKey: 'sk-lf-none' });
  },
  async OpenInference() {
    const { OpenInferenceBatchSpanProcessor } = await import('@arizeai/openinference-vercel' as string);
    return new OpenInferenceBatchSpanProcessor({ exporter });
  },
  async Traceloop() {
    const { createSpanProcessor } = await import('@traceloop/node-server-sdk' as string);
    return createSpanProcessor({ exporter, apiKey: 'none', baseUrl: 'http://localhost:9' });
  },
  async 'Sentry 10, no client'() {
    const { SentrySpanProcessor } = await import('@sentry/opentelemetry' as string);
    return new SentrySpanProcessor();
  },
};

const processor = await PEERS[peer]?.();
if (!processor) throw new Error(`no peer is called ${peer}`);
const pipelines = { bare: spans.pipeline(), 'bare again': spans.pipeline(), peer: spans.pipeline(processor) };
const cpu: Record<string, Record<string, number[]>> = {};
for (const [name, workload] of Object.entries({ healthy: spans.healthy, http: spans.http, failed: spans.failed })) {
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
}
report(cpu);
