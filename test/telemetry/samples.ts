import type { Context } from '@opentelemetry/api';
import type { LlmErrorClassification } from '../../src/classify/types.ts';
import type { AttemptEnd, AttemptStart } from '../../src/telemetry/attempt.ts';

/** No balance at MiniMax, said inside an HTTP 200. */
export const NO_BALANCE: LlmErrorClassification = {
  provider: 'minimax',
  code: '1008',
  category: 'billing',
  fault: 'account',
  retryable: false,
  requestId: '04b8a0d1c2e3f405',
  requestIdSource: 'Trace-Id',
  inBand: true,
  httpStatus: 200,
  phase: 'response',
  message: 'insufficient balance',
  match: 'code',
  rule: 'minimax#/codes/1008',
};

export const THROTTLED: LlmErrorClassification = {
  provider: 'minimax',
  code: '1002',
  category: 'rate_limited',
  fault: 'traffic',
  retryable: true,
  retryAfter: 12.5,
  inBand: false,
  httpStatus: 429,
  phase: 'response',
  match: 'code',
  rule: 'minimax#/codes/1002',
};

export const FAILED: AttemptEnd = { httpStatus: 200, classification: NO_BALANCE };
export const THROTTLE: AttemptEnd = { httpStatus: 429, classification: THROTTLED };
export const FINE: AttemptEnd = { httpStatus: 200 };

export function attempt(context: Context, more: Partial<AttemptStart> = {}): AttemptStart {
  return {
    provider: 'minimax',
    host: 'api.minimaxi.com',
    path: '/v1/text/chatcompletion_v2',
    operation: 'chat',
    context,
    ...more,
  };
}
