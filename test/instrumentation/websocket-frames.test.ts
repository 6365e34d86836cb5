import { deflateRawSync } from 'node:zlib';
import { WebSocketFrames } from '../../src/instrumentation/websocket-frames.ts';

interface Options {
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly mask?: boolean;
}

/** A frame as a server sends it, or as none should. */
function frame(opcode: number, payload: string | Buffer, { fin = true, rsv = 0, mask = false }: Options = {}): Buffer {
  const body = Buffer.from(payload);
  const short = body.length < 126 ? body.length : body.length < 65_536 ? 126 : 127;
  const extra = Buffer.alloc(short === 127 ? 8 : short === 126 ? 2 : 0);
  if (short === 126) extra.writeUInt16BE(body.length);
  if (short === 127) extra.writeBigUInt64BE(BigInt(body.length));
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode, (mask ? 0x80 : 0) | short]), extra, body]);
}

const closing = Buffer.concat([Buffer.from([0x03, 0xf3]), Buffer.from('tout à fait')]);

/** What is told of some bytes that come in pieces of a size. */
async function read(bytes: Buffer, size = bytes.length, extensions?: string): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const frames = new WebSocketFrames(extensions, {
    text: (message) => told.push(message.toString()),
    close: (code, reason) => told.push(code, reason),
  });
  for (let at = 0; at < bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
  await new Promise<void>((resolve) => frames.end(resolve));
  return told;
}

const STREAM = Buffer.concat([
  frame(1, '你好'),
  frame(1, ''),
  frame(2, Buffer.alloc(300, 0x81)),
  frame(1, 'in ', { fin: false }),
  frame(9, 'ping'),
  frame(0, 'two '.repeat(100), { fin: false }),
  frame(0, 'pieces'),
  frame(1, 'x'.repeat(70_000)),
  frame(1, 'x'.repeat(40_000), { fin: false }),
  frame(0, 'x'.repeat(40_000)),
  frame(1, 'last'),
  frame(8, closing),
]);
const TOLD = ['你好', '', `in ${'two '.repeat(100)}pieces`, 'last', 1011, 'tout à fait'];

it.each([1, 2, 3, 7, 1000, 65_536, STREAM.length])('reads what comes in pieces of %i bytes', async (size) => {
  expect(await read(STREAM, size)).toEqual(TOLD);
});

it('reads a close frame without a code', async () => {
  expect(await read(frame(8, ''))).toEqual([undefined, '']);
});

it.each([
  ['a masked frame', frame(1, 'x', { mask: true })],
  ['an unknown bit', frame(1, 'x', { rsv: 1 })],
  ['compression that was not agreed', frame(1, 'x', { rsv: 4 })],
  ['an unknown kind', frame(5, 'x')],
  ['a long control frame', frame(9, 'x'.repeat(200))],
])('gives up at %s', async (_name, bytes) => {
  expect(await read(Buffer.concat([bytes, frame(1, 'y')]))).toEqual([]);
});

describe('with permessage-deflate', () => {
  const EXTENSION = 'permessage-deflate; server_no_context_takeover';
  const deflated = (text: string) => deflateRawSync(text, { finishFlush: 2 }).subarray(0, -4);

  it('inflates messages and leaves out long ones', async () => {
    const bytes = Buffer.concat([
      frame(1, deflated('one'), { rsv: 4 }),
      frame(1, deflated('x'.repeat(10_000_000)), { rsv: 4 }),
      frame(2, deflated('bytes'), { rsv: 4 }),
      frame(1, deflated('two').subarray(0, 2), { rsv: 4, fin: false }),
      frame(0, deflated('two').subarray(2)),
      frame(1, 'plain'),
    ]);
    expect(new Set(await read(bytes, 100, EXTENSION))).toEqual(new Set(['one', 'two', 'plain']));
  });

  it('survives what is not deflated', async () => {
    const bytes = Buffer.concat([frame(1, Buffer.from('ffffffff', 'hex'), { rsv: 4 }), frame(1, 'plain')]);
    expect(await read(bytes, bytes.length, EXTENSION)).toEqual(['plain']);
  });
});

it('keeps nothing of empty frames, and takes a message in endless pieces for too long', async () => {
  const empty = Buffer.concat(Array.from({ length: 50_000 }, () => frame(0, '', { fin: false })));
  expect(await read(Buffer.concat([frame(1, '', { fin: false }), empty, frame(0, '{}')]))).toEqual(['{}']);
  const bytes = Buffer.concat(Array.from({ length: 5_000 }, () => frame(0, 'x', { fin: false })));
  expect(await read(Buffer.concat([frame(1, 'x', { fin: false }), bytes, frame(0, 'x'), frame(1, 'next')]))).toEqual([
    'next',
  ]);
});
