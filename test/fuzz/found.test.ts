import { deflateSync } from 'node:zlib';
import { codingsFor, StreamDecoder } from '../../src/instrumentation/decoder.ts';
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
