import type { LlmErrorClassification } from '../../src/classify/types.ts';
import { errorTypeOf, isGenericErrorType } from '../../src/telemetry/error-type.ts';
import { NO_BALANCE } from './samples.ts';

const { code: _, ...bare } = NO_BALANCE;
const without: LlmErrorClassification = { ...bare, match: 'none' };

it('prefers the known code, then a plain unknown one, then status, then exception', () => {
  expect(errorTypeOf(NO_BALANCE)).toBe('1008');
  expect(errorTypeOf({ ...without, code: 'NewCode.Of-2027' })).toBe('NewCode.Of-2027');
  expect(errorTypeOf({ ...without, code: 'sk-secret with spaces', httpStatus: 503 })).toBe('503');
  expect(errorTypeOf({ ...without, code: 'x'.repeat(65), httpStatus: 500 })).toBe('500');
  expect(errorTypeOf({ ...without, httpStatus: 200, exception: 'ECONNRESET' })).toBe('ECONNRESET');
  expect(errorTypeOf(without)).toBe('_OTHER');
});

it('knows values that say nothing', () => {
  for (const generic of ['_OTHER', '429', 'Error', 'RateLimitError', 'AI_APICallError', 'BadRequestException']) {
    expect(isGenericErrorType(generic)).toBe(true);
  }
  for (const telling of ['1008', 'Throttling.RateQuota', 'insufficient_quota', 'Arrearage', undefined]) {
    expect(isGenericErrorType(telling)).toBe(false);
  }
});
