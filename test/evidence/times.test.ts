import { headerLookup } from '../../src/evidence/headers.ts';
import { parseDuration, parseInstant, readTimes } from '../../src/evidence/times.ts';

const now = Date.UTC(2026, 6, 1);
const times = (headers: Record<string, string>, message = '') =>
  readTimes({ headers: headerLookup(headers), body: undefined, messages: [message], now });

describe('readTimes', () => {
  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'Retry-After-Ms': '250' }, 0.25],
    [{ 'retry-after': 'Wed, 01 Jul 2026 00:00:30 GMT' }, 30],
    [{ 'x-ms-retry-after-ms': '1500', 'retry-after': '9' }, 1.5],
  ])('reads the headers %j', (headers, seconds) => {
    expect(times(headers).retryAfter).toBe(seconds);
  });

  it('ignores a header that is no time', () => {
    expect(times({ 'retry-after': 'soon' }).retryAfter).toBeUndefined();
  });

  it.each([
    ['Please try again in 9m38.016s.', 578.016],
    ['Please retry after 9 seconds.', 9],
    ['quota will reset after 161h39m41s', 581_981],
  ])('reads %j', (message, seconds) => {
    expect(times({}, message).retryAfter).toBe(seconds);
  });

  it('reads the instant at which a quota comes back', () => {
    expect(times({}, 'usage limit exceeded, resets at 2026-07-02T10:00:00Z').resetAt).toBe('2026-07-02T10:00:00Z');
    expect(times({}, 'The quota will reset at 08-18 15:16:00 UTC.').resetAt).toBe('2026-08-18T15:16:00Z');
  });
});

describe('parseDuration', () => {
  it('knows the units of several languages and refuses the others', () => {
    expect(parseDuration('3 小时')).toBe(10_800);
    expect(parseDuration('1h 2m 3s')).toBe(3723);
    expect(parseDuration('20ms')).toBe(0.02);
    expect(parseDuration('5 fortnights')).toBeUndefined();
  });
});

describe('parseInstant', () => {
  it('takes the next such day when the year is missing', () => {
    expect(parseInstant('01-02 00:00:00 UTC', now)).toBe('2027-01-02T00:00:00Z');
  });

  it('turns an offset into UTC', () => {
    expect(parseInstant('2026-08-29 23:59:59 +0800', now)).toBe('2026-08-29T15:59:59Z');
  });

  it('has no instant for a time without a zone', () => {
    expect(parseInstant('2026-08-29 23:59:59', now)).toBeUndefined();
  });
});
