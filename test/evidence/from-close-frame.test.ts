import { classifyClose } from '../../src/evidence/from-close-frame.ts';

const close = (code: number | undefined, reason = '') =>
  classifyClose({ code, reason }, { provider: 'minimax', status: 101 });

it.each([undefined, 1000, 1001])('takes %s for the end of a healthy connection', (code) => {
  expect(close(code, 'bye')).toBeUndefined();
});

it('never takes the code of a close frame for a code of the provider', () => {
  // 1008 is an empty balance at MiniMax, and a broken policy in a close frame.
  expect(close(1008)).toMatchObject({ category: 'unknown' });
  expect(close(1008)?.code).toBeUndefined();
});

it('names a cause by the reason, and else by what the code says itself', () => {
  expect(close(1008, 'insufficient balance')).toMatchObject({ category: 'billing', inBand: true, phase: 'stream' });
  expect(close(1011)).toMatchObject({ category: 'server_error', match: 'shape' });
  expect(close(1013)).toMatchObject({ category: 'overloaded' });
});

it('takes a code of the application for a failure only where the reason names a cause', () => {
  expect(close(4000, 'done')).toBeUndefined();
  expect(close(4000, 'rate limit exceeded')).toMatchObject({ category: 'rate_limited' });
});
