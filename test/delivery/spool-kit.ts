import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Spool, startSpool } from '../../src/delivery/spool.ts';
import type { SpoolOptions } from '../../src/delivery/spool-options.ts';
import { state } from '../../src/telemetry/state.ts';
import type { BackEnd } from './servers/back-end.ts';

const folders: string[] = [];
const spools: Spool[] = [];

/** A folder of its own for each test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  folders.push(folder);
  return folder;
}

/** A spool that sends to a back end at once and waits for nothing long. */
export function start(directory: string, url: string, options: SpoolOptions = {}): Spool {
  const endpoint = `${url}/v1/logs`;
  const quick = { delayMillis: 5, maxBackoffMillis: 20, timeoutMillis: 3000 };
  const spool = startSpool({ directory, endpoint, headers: {}, ...quick, ...options });
  spools.push(spool);
  return spool;
}

/** Emits events with the bodies `from` to `to - 1`, as the recorder does. */
export function emit(from: number, to: number, more = ''): void {
  for (let number = from; number < to; number += 1) {
    state.eventLogger?.emit({ eventName: 'llm_error.attempt_failed', severityNumber: 13, body: `${number}${more}` });
  }
}

/** The numbers of the events that a back end kept, in their order. */
export function numbers({ stored }: BackEnd): number[] {
  return stored.map(({ body }) => Number.parseInt(String(body), 10));
}

export function upTo(end: number): number[] {
  return [...Array(end).keys()];
}

export function segmentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson'))
    .sort();
}

export function contentOf(folder: string): string {
  return segmentsIn(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
}

/** Waits until something holds, for at most 10 seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`in vain: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** To be called after each test. */
export async function cleanUp(): Promise<void> {
  await Promise.all(spools.splice(0).map((spool) => spool.shutdown()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
