import { ClientFrames } from '../../src/instrumentation/client-frames.ts';

const MASK = [1, 2, 3, 4];
const text = (payload: Buffer): Buffer[] => {
  const head =
    payload.length < 126
      ? [0x81, 0x80 | payload.length]
      : payload.length < 65_536
        ? [0x81, 0xfe, payload.length >> 8, payload.length & 255]
        : [0x81, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (payload.length >> shift) & 255)];
  return [Buffer.from([...head, ...MASK]), payload];
};
const CLOSE = [Buffer.from([0x88, 0x82, ...MASK]), Buffer.from([2, 234])];
/** A payload that looks like a close frame. */
const LURE = Buffer.concat([...CLOSE, ...CLOSE]);
const SENT = [LURE, Buffer.alloc(300, LURE), Buffer.alloc(70_000, LURE), Buffer.alloc(0)].flatMap(text);

it.each([
  ['apart', SENT, CLOSE],
  ['at once', [Buffer.concat(SENT)], [Buffer.concat(CLOSE)]],
])('sees a close frame, and none inside payloads (%s)', (_name, sent, close) => {
  const frames = new ClientFrames();
  for (const chunk of sent) frames.push(chunk);
  expect(frames.sawClose).toBe(false);
  for (const chunk of close) frames.push(chunk);
  expect(frames.sawClose).toBe(true);
});

it('gives up where a head is split', () => {
  const frames = new ClientFrames();
  for (const byte of Buffer.concat(CLOSE)) frames.push(Buffer.from([byte]));
  expect(frames.sawClose).toBe(false);
});
