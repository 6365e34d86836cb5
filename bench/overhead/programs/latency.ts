// How long a chunk of a paced stream takes from the server to the reader, with our taps in place and without.
import { median, report, request } from './harness.ts';
import { inLanes, readStream, startServer, taps } from './traffic.ts';

const { rounds } = request<{ rounds: number }>();
const origins = await startServer();
const ours = taps(origins);
const samples: Record<string, number[]> = { plain: [], 'plain again': [], ours: [] };
const names = Object.keys(samples);
for (let round = -1; round < rounds; round++) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    if (name === 'ours') ours.enable();
    const delays: number[] = [];
    await inLanes(4, 4, () =>
      readStream(`${origins.listed}/paced`, (text) => {
        const now = process.hrtime.bigint();
        for (const [, stamp] of text.matchAll(/"stamp":"(\d+)"/g)) delays.push(Number(now - BigInt(stamp as string)));
      }),
    );
    ours.disable();
    if (round >= 0) samples[name]?.push(median(delays));
  }
}
report(samples);
