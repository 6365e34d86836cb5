/** One thing to measure; `run` does it `count` times. */
export interface Variant {
  readonly name: string;
  run(count: number): void | Promise<void>;
  /** Before and after each block, outside the measured time. */
  before?(): void | Promise<void>;
  after?(): void | Promise<void>;
}

export interface Plan {
  /** Blocks of each variant that count. */
  readonly rounds: number;
  /** How often each variant runs in one block; left out, it is found so that a block takes `blockMs`. */
  readonly count?: number;
  readonly blockMs?: number;
  /** Blocks of each variant before those that count. */
  readonly warmUp?: number;
}

/** Nanoseconds of CPU that one call of a variant took, in each round. */
export type Samples = Record<string, number[]>;

/** CPU time of this thread in microseconds. Alone, the second call counts in ticks of 4 ms: the first one makes it exact. */
export function threadCpu(): number {
  const all = process.cpuUsage();
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage ? threadCpuUsage.call(process) : all;
  return user + system;
}

/**
 * Measures variants in interleaved blocks, each round in the opposite order of the one before, so that what happens on the
 * machine meets all of them. Only ratios between variants of one round mean anything.
 */
export async function interleave(variants: readonly Variant[], plan: Plan): Promise<Samples> {
  const { rounds, warmUp = 5 } = plan;
  const counts = new Map<Variant, number>();
  for (const variant of variants) counts.set(variant, plan.count ?? (await countFor(variant, plan.blockMs ?? 4)));
  const samples: Samples = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      const spent = await block(variant, counts.get(variant) as number);
      if (round >= 0) samples[variant.name]?.push(spent);
    }
  }
  return samples;
}

async function block(variant: Variant, count: number): Promise<number> {
  await variant.before?.();
  const start = threadCpu();
  const done = variant.run(count);
  if (done) await done;
  const spent = threadCpu() - start;
  await variant.after?.();
  return (spent * 1000) / count;
}

async function countFor(variant: Variant, blockMs: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const ns = await block(variant, count);
    if (ns * count >= (blockMs * 1e6) / 2 || count >= 1 << 22) return count * 2;
  }
}

/** The middle of a list of numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Hands the result to the parent, which then ends this process: Node.js sometimes hangs in its own exit. */
export function report(result: unknown): void {
  process.stdout.write(`\nRESULT ${JSON.stringify(result)}\n`);
}

/** What the parent asks of this program. */
export function request<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options;
}
