// What a large answer costs in memory, and what is held of answers that are under way.
import { report, request } from './harness.ts';
import { type Origins, taps } from './traffic.ts';

interface Options extends Origins {
  readonly what: 'fast' | 'slow' | 'held';
  readonly tapped: boolean;
  readonly amount: number;
}

const options = request<Options>();
const { what, tapped, amount, listed } = options;
if (tapped) taps(options);

async function read(url: string, pause: () => Promise<void> | undefined): Promise<void> {
  const response = await fetch(url);
  for await (const _ of response.body as unknown as AsyncIterable<Uint8Array>) await pause();
}

async function held(): Promise<number> {
  const before = inUse();
  const responses: unknown[] = [];
  for (let i = 0; i < 100; i++) {
    const response = await fetch(`${listed}/hold?${amount}`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (let left = amount; left > 0; ) left -= (await reader.read()).value?.length ?? left;
    responses.push(response, reader);
  }
  return (inUse() - before) / 100;
}

function inUse(): number {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

if (what === 'held') report(await held());
else {
  const start = process.memoryUsage().rss;
  const slowly = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
  await read(`${listed}/big?${amount}`, what === 'slow' ? slowly : () => undefined);
  report(process.resourceUsage().maxRSS * 1024 - start);
}
