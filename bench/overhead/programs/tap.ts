// One client with something on it or nothing; told by its parent, it makes requests and says what each took.
import { createInterface } from 'node:readline';
import { getStatus } from 'otel-llm-errors';
import { median, request, threadCpu } from './harness.ts';
import { fetchJson, inLanes, instrument, type Origins, readStream, requestJson, taps } from './traffic.ts';

interface Options extends Origins {
  readonly workload: string;
  /** `plain`, `ours`, `clone()` or the name of an instrumentation. */
  readonly variant: string;
}

const options = request<Options>();
const { listed, unlisted, workload, variant } = options;
if (variant === 'ours') taps(options);
else if (variant.startsWith('instrumentation-')) instrument(variant);

async function cloned(path: string): Promise<void> {
  const response = await fetch(`${listed}${path}`);
  const copy = response.clone();
  await Promise.all([response.text(), copy.text()]);
}

const WORKLOADS: Readonly<Record<string, () => Promise<void>>> = {
  unlisted: () => fetchJson(`${unlisted}/json`),
  json: () => (variant === 'clone()' ? cloned('/json') : fetchJson(`${listed}/json`)),
  gzip: () => fetchJson(`${listed}/gzip`),
  http: () => requestJson(`${listed}/json`),
  sse: () => (variant === 'clone()' ? cloned('/sse') : readStream(`${listed}/sse`)),
  latency: () => readStream(`${listed}/paced`, measureDelay),
};

const once = WORKLOADS[workload];
if (!once) throw new Error(`no workload is called ${workload}`);
const delays: number[] = [];
let made = 0;

function measureDelay(text: string): void {
  const now = process.hrtime.bigint();
  for (const [, stamp] of text.matchAll(/"stamp":"(\d+)"/g)) delays.push(Number(now - BigInt(stamp as string)));
}

for await (const line of createInterface({ input: process.stdin })) {
  const count = Number(line);
  delays.length = 0;
  const start = threadCpu();
  await inLanes(count, 4, once);
  const cpu = ((threadCpu() - start) * 1000) / count;
  made += count;
  const { attempts, guardsTripped } = getStatus();
  const wanted = variant === 'ours' && workload !== 'unlisted' ? made : 0;
  if (attempts !== wanted || Object.keys(guardsTripped).length > 0) {
    throw new Error(`the taps saw ${attempts} of ${wanted} attempts, ${JSON.stringify(guardsTripped)}`);
  }
  console.log(workload === 'latency' ? median(delays) : cpu);
}
