import { deflateSync } from 'node:zlib';
import { codingsFor, StreamDecoder } from '../../src/instrumentation/decoder.ts';
import { isAbort } from '../../src/instrumentation/transport-error.ts';
import { accountOf, resolveConfig } from '../../src/telemetry/config.ts';
import { LlmErrorOptionsError } from '../../src/telemetry/options-error.ts';

// What fuzzing found, each case as small as it could be shrunk.

it('tells the form of deflate by the first bytes that come, not by an empty piece before them', async () => {
  const parts: Uint8Array[] = [];
  const decoder = new StreamDecoder(codingsFor('deflate') ?? [], (bytes) => parts.push(bytes));
  decoder.write(Buffer.alloc(0));
  decoder.write(deflateSync('{"a":1}'));
  await new Promise<void>((resolve) => decoder.end(resolve));
  expect(Buffer.concat(parts).toString()).toBe('{"a":1}');
});

it('shows the start of a long text that was given for an option', () => {
  expect(new LlmErrorOptionsError('hosts', 'x'.repeat(5_000), 'pairs').message.length).toBeLessThan(200);
});

it('finds no account under a host that is called after what every object has', () => {
  expect(accountOf('toString', resolveConfig({}, {}))).toBeUndefined();
});

it('takes no list with a hole for a list of texts', () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is the case
  expect(() => resolveConfig({ spanTexts: [,] as never }, {})).toThrow('spanTexts');
});

it('tells whether the caller went away where the reason has getters that throw', () => {
  const reason = {
    get name(): string {
      throw new Error('no');
    },
    get code(): string {
      throw new Error('no');
    },
  };
  const cause = { category: 'unknown', fault: 'unknown', inBand: false, match: 'none', rule: 'none' } as const;
  expect(isAbort(reason, cause)).toBe(true);
});
