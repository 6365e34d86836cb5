// Requests with our taps in place and without, in turns; CPU of the thread that makes them.
import { getStatus } from 'otel-llm-errors';
import { interleave, report, request, type Variant } from './harness.ts';
import { fetchJson, inLanes, peer, readStream, requestJson, startServer, taps } from './traffic.ts';

const { workload, rounds, count } = request<{ workload: string; rounds: number; count: number }>();
const origins = await startServer();
const ours = taps(origins);

interface Switch {
  enable(): void;
  disable(): void;
}

function variant(name: string, once: () => Promise<void>, tap?: Switch, lanes = 4): Variant {
  return {
    name,
    before: () => tap?.enable(),
    run: (times) => inLanes(times, lanes, once),
    after: () => tap?.disable(),
  };
}

const fetchOf = (origin: string, path: string) => () => fetchJson(`${origin}${path}`);
const { listed, unlisted } = origins;

async function cloned(): Promise<void> {
  const response = await fetch(`${listed}/json`);
  const copy = response.clone();
  await Promise.all([response.json(), copy.text()]);
}

async function clonedStream(): Promise<void> {
  const response = await fetch(`${listed}/sse`);
  const copy = response.clone();
  const decoder = new TextDecoder();
  const read = async ({ body }: Response): Promise<void> => {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) decoder.decode(chunk);
  };
  await Promise.all([read(response), read(copy)]);
}

const WORKLOADS: Readonly<Record<string, () => Variant[]>> = {
  unlisted: () => [
    variant('plain', fetchOf(unlisted, '/json')),
    variant('plain again', fetchOf(unlisted, '/json')),
    variant('ours', fetchOf(unlisted, '/json'), ours),
  ],
  json: () => [
    variant('plain', fetchOf(listed, '/json')),
    variant('plain again', fetchOf(listed, '/json')),
    variant('ours', fetchOf(listed, '/json'), ours),
    variant('instrumentation-undici', fetchOf(listed, '/json'), peer('undici')),
    variant('clone()', cloned),
  ],
  gzip: () => [
    variant('plain', fetchOf(listed, '/gzip')),
    variant('plain again', fetchOf(listed, '/gzip')),
    variant('ours', fetchOf(listed, '/gzip'), ours),
  ],
  http: () => [
    variant('plain', () => requestJson(`${listed}/json`)),
    variant('plain again', () => requestJson(`${listed}/json`)),
    variant('ours', () => requestJson(`${listed}/json`), ours),
    variant('instrumentation-http', () => requestJson(`${listed}/json`), peer('http')),
  ],
  sse: () => [
    variant('plain', () => readStream(`${listed}/sse`), undefined, 2),
    variant('plain again', () => readStream(`${listed}/sse`), undefined, 2),
    variant('ours', () => readStream(`${listed}/sse`), ours, 2),
    variant('instrumentation-undici', () => readStream(`${listed}/sse`), peer('undici'), 2),
    variant('clone()', clonedStream, undefined, 2),
  ],
};

const variants = WORKLOADS[workload]?.() ?? [];
const samples = await interleave(variants, { rounds, count });
const { attempts, guardsTripped } = getStatus();
const wanted = workload === 'unlisted' ? 0 : count * (rounds + 5);
if (attempts !== wanted || Object.keys(guardsTripped).length > 0) {
  throw new Error(`${workload}: the taps saw ${attempts} of ${wanted} attempts, ${JSON.stringify(guardsTripped)}`);
}
report(samples);
