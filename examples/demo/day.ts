import { trace } from '@opentelemetry/api';
import { keyFor, OK_KEY } from '../../test/vendors/scenario.ts';
import { type VendorServer, vendors } from '../../test/vendors/vendor-server.ts';
import { anthropicCallers } from './traffic/anthropic.ts';
import { axiosCallers } from './traffic/axios.ts';
import type { Caller, Callers } from './traffic/caller.ts';
import { cozeCallers } from './traffic/coze.ts';
import { fetchCallers } from './traffic/fetch.ts';
import { openaiCallers, retried } from './traffic/openai.ts';

const callers: Callers = { ...openaiCallers, ...anthropicCallers, ...cozeCallers, ...axiosCallers, ...fetchCallers };

/** Calls without a failure on each surface. */
const SUCCESSES = 3;

/** What was done on one surface. */
export interface SurfaceDone {
  readonly vendor: string;
  readonly surface: string;
  readonly failures: number;
  readonly successes: number;
}

/** Plays a day at one vendor: on each surface some successes, and every row of the vendor's table that can show there. */
export async function playDay(server: VendorServer, done: (surface: SurfaceDone) => void): Promise<void> {
  for (const { name: surface, rows } of vendors[server.vendor].surfaces) {
    const name = `${server.vendor}/${surface}`;
    const caller = callers[name];
    if (!caller) throw new Error(`No client calls ${name}`);
    for (let index = 0; index < SUCCESSES; index++) await call(name, caller, server.url, OK_KEY);
    for (const row of rows) await call(name, caller, server.url, keyFor({ surface, row: row.id }));
    done({ vendor: server.vendor, surface, failures: rows.length, successes: SUCCESSES });
  }
}

/** Two failed attempts, then a success: for the caller nothing failed, yet two attempts did. */
export async function playRetry(server: VendorServer): Promise<void> {
  const key = keyFor({ surface: 'openai-json', row: 'minimax/1002', times: 2, nonce: 'retry' });
  await call('minimax/openai-json', retried, server.url, key);
}

/** One call inside a span of the program, which is not the plugin's to touch. A client that throws is part of the day. */
async function call(name: string, caller: Caller, url: string, key: string): Promise<void> {
  await trace.getTracer('demo').startActiveSpan(`job ${name}`, async (span) => {
    try {
      await caller(url, key);
    } catch {
      // What went wrong is to be read from the telemetry, not from here.
    } finally {
      span.end();
    }
  });
}
