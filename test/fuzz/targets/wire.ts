import zlib from 'node:zlib';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { builtinCatalogSet } from '../../../src/classify/catalog-set.ts';
import { AttemptReader } from '../../../src/instrumentation/attempt-reader.ts';
import { ClientFrames } from '../../../src/instrumentation/client-frames.ts';
import { codingsFor, decode, MAX_DECODED, StreamDecoder } from '../../../src/instrumentation/decoder.ts';
import { RawHeaders } from '../../../src/instrumentation/raw-headers.ts';
import { MAX_MESSAGE, WebSocketFrames } from '../../../src/instrumentation/websocket-frames.ts';
import type { AttemptEnd } from '../../../src/telemetry/attempt.ts';
import { RecentSet } from '../../../src/telemetry/bounded.ts';
import { state } from '../../../src/telemetry/state.ts';
import { drawBytes, piecesOf, spoil } from '../bytes.ts';
import type { Dice } from '../dice.ts';
import { build } from '../hostile.ts';
import type { Mutator } from '../mutator.ts';
import { demand, demandSame, demandUnpolluted, demandWellFormed } from '../properties.ts';
import { Seeded } from '../seeded.ts';
import { type Target, target } from '../target.ts';
import { asResponse, drawResponse, readable } from './judging.ts';

const { Z_SYNC_FLUSH } = zlib.constants;

type Encode = (bytes: Buffer) => Buffer;
const ENCODERS: Readonly<Record<string, Encode>> = {
  gzip: (bytes) => zlib.gzipSync(bytes, { level: 1 }),
  deflate: (bytes) => zlib.deflateSync(bytes, { level: 1 }),
  rawDeflate: (bytes) => zlib.deflateRawSync(bytes, { level: 1 }),
  br: (bytes) => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  ...('zstdCompressSync' in zlib && { zstd: zlib.zstdCompressSync as Encode }),
  identity: (bytes) => bytes,
};
const ENCODINGS: readonly string[] = Object.keys(ENCODERS);
const CONTENT_TYPES = ['application/json', 'text/event-stream', 'application/vnd.amazon.eventstream', 'text/plain'];

/** A body as a server encodes it, by some codings in turn. */
function encode(text: string, codings: readonly string[]): { bytes: Buffer; header: string } {
  const known = codings.filter((coding) => Object.hasOwn(ENCODERS, coding)).slice(0, 5);
  return {
    bytes: known.reduce<Buffer>((bytes, coding) => (ENCODERS[coding] as Encode)(bytes), Buffer.from(text)),
    header: known.map((coding) => (coding === 'rawDeflate' ? 'deflate' : coding)).join(', '),
  };
}

function drawEncoded(dice: Dice, text: string) {
  return {
    text,
    codings: Array.from({ length: dice.once(8) ? 3 : 1 }, () => dice.pick(ENCODINGS)),
    noise: drawBytes(dice),
    cuts: Array.from({ length: dice.below(5) }, () => dice.below(300)),
  };
}

interface FrameCase {
  readonly opcode: number;
  readonly flags: number;
  readonly text: string;
  readonly deflated: boolean;
  /** Says another length than the payload has. */
  readonly lie?: number;
}

function drawFrame(dice: Dice, mutator: Mutator): FrameCase {
  const text = dice.once(3) ? mutator.text(dice.pick(mutator.seeds.texts), dice) : dice.pick(mutator.seeds.texts);
  const deflated = dice.once(3);
  return {
    opcode: dice.once(20) ? dice.below(16) : dice.pick([0, 1, 1, 1, 2, 8, 9, 10]),
    flags: (dice.once(5) ? 0 : 8) | (deflated ? 4 : 0) | (dice.once(30) ? 3 : 0),
    text: dice.once(100) ? text.repeat(200) : text,
    deflated,
    ...(dice.once(15) && { lie: dice.pick([0, 1, 126, 127, 70_000, 2 ** 32, 2 ** 53]) }),
  };
}

function frameBytes({ opcode = 1, flags = 8, text = '', deflated = false, lie }: FrameCase): Buffer {
  const plain = Buffer.from(opcode >= 8 ? text.slice(0, 30) : text);
  const payload = deflated
    ? zlib.deflateRawSync(plain, { level: 1, finishFlush: Z_SYNC_FLUSH }).subarray(0, -4)
    : plain;
  const length = lie ?? payload.length;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = (flags << 4) | (opcode & 15);
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const settled = (start: (done: () => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let ends = 0;
    start(() => {
      ends++;
      // A second end in the same turn would come before this.
      setImmediate(() => (ends === 1 ? resolve() : reject(new Error(`ended ${ends} times`))));
    });
  });

async function readFrames(pieces: readonly Buffer[], extensions: string | undefined): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const frames = new WebSocketFrames(extensions, {
    text: (message) => {
      demand(message.length <= MAX_MESSAGE, `a message of ${message.length} bytes`);
      told.push(message.toString());
    },
    close: (code, reason) => told.push([code, reason]),
  });
  for (const piece of pieces) frames.push(piece);
  await settled((done) => frames.end(done));
  return told;
}

/** The readers of what comes over the wire. */
export function wireTargets(mutator: Mutator): readonly Target[] {
  const { seeds } = mutator;
  return [
    target({
      name: 'decode',
      cases: new Seeded((dice) => drawEncoded(dice, dice.pick(seeds.texts))),
      check: ({ text = '', codings = [], noise = [] }) => {
        const { bytes, header } = encode(text, codings);
        const found = codingsFor(header);
        if (!found) return;
        const decoded = decode(spoil(bytes, noise), found);
        demand(decoded === undefined || decoded.length <= MAX_DECODED || found.length === 0, 'grew too large');
        if (noise.length === 0 && text.length < 10_000)
          demand(String(decoded && Buffer.from(decoded)) === text, 'not the same text');
      },
    }),
    target({
      name: 'StreamDecoder',
      share: 0.4,
      cases: new Seeded((dice) => drawEncoded(dice, dice.pick(seeds.texts))),
      check: async ({ text = '', codings = [], noise = [], cuts = [] }) => {
        const { bytes, header } = encode(text, codings);
        const found = codingsFor(header);
        if (!found || found.length === 0) return;
        const parts: Uint8Array[] = [];
        const decoder = new StreamDecoder(found, (part) => parts.push(part));
        for (const piece of piecesOf(spoil(bytes, noise), cuts)) decoder.write(piece);
        await settled((done) => decoder.end(done));
        if (noise.length === 0) demand(Buffer.concat(parts).toString() === text, 'not the same text');
      },
    }),
    target({
      name: 'WebSocketFrames',
      share: 0.4,
      cases: new Seeded((dice) => ({
        frames: Array.from({ length: 1 + dice.below(5) }, () => drawFrame(dice, mutator)),
        inflates: dice.once(2),
        noise: dice.once(4) ? drawBytes(dice) : [],
        cuts: Array.from({ length: dice.below(8) }, () => dice.below(600)),
      })),
      check: async ({ frames = [], inflates, noise = [], cuts = [] }) => {
        const bytes = spoil(Buffer.concat(frames.map(frameBytes)), noise);
        const extensions = inflates ? 'permessage-deflate' : undefined;
        const whole = await readFrames([bytes], extensions);
        demandSame(whole, await readFrames(piecesOf(bytes, cuts), extensions), 'split elsewhere');
      },
    }),
    target({
      name: 'ClientFrames',
      share: 2,
      cases: new Seeded((dice) => ({
        noise: Array.from({ length: 40 }, () => dice.below(256)),
        cuts: [dice.below(40), dice.below(40)],
      })),
      check: ({ noise = [], cuts = [] }) => {
        const frames = new ClientFrames();
        for (const piece of piecesOf(Buffer.from(noise), cuts)) frames.push(piece);
        demand(typeof frames.sawClose === 'boolean', 'sawClose');
      },
    }),
    target({
      name: 'AttemptReader',
      share: 0.2,
      cases: new Seeded((dice) => ({
        response: drawResponse(dice, mutator),
        type: dice.pick(CONTENT_TYPES),
        codings: dice.once(3) ? [dice.pick(ENCODINGS)] : [],
        noise: dice.once(3) ? drawBytes(dice) : [],
        cuts: Array.from({ length: dice.below(4) }, () => dice.below(300)),
        frames: dice.once(6) ? [drawFrame(dice, mutator), drawFrame(dice, mutator)] : [],
        ending: dice.below(5),
        error: mutator.value({ $: 'error', code: 'ECONNRESET', message: 'read ECONNRESET' }, dice, true),
      })),
      check: async ({ response, type, codings = [], noise = [], cuts = [], frames = [], ending, error }) => {
        const { status = 200, url = 'https://api.openai.com/v1', body, headers } = asResponse({ ...response, way: 0 });
        const { bytes, header } = encode(typeof body === 'string' ? body : '{}', codings);
        const raw = new RawHeaders(flat(headers, { 'content-type': type, 'content-encoding': header }));
        const trips = state.trips.size;
        const ends: AttemptEnd[] = [];
        await settled((done) => {
          const reader = new AttemptReader(
            { host: 'h', path: '/', context: ROOT_CONTEXT, provider: 'openai' },
            String(url),
            {
              catalogs: builtinCatalogSet(),
              reportedTasks: new RecentSet(10),
              observer: {
                end: (_start, end) => {
                  ends.push(end);
                  if (frames.length === 0 || ends.length === 1) done();
                },
              },
            },
          );
          if (frames.length > 0) {
            const open = new RawHeaders({
              'sec-websocket-accept': 'x',
              'sec-websocket-extensions': 'permessage-deflate',
            });
            const socket = reader.upgraded(open);
            for (const piece of piecesOf(spoil(Buffer.concat(frames.map(frameBytes)), noise), cuts))
              socket?.received(piece);
            if (ending === 1) socket?.cut(build(error));
            socket?.gone();
            return;
          }
          if (ending !== 4) reader.headersReceived(status, raw);
          for (const piece of piecesOf(spoil(bytes, noise), cuts)) reader.data(piece);
          if (ending === 0 || ending === 3) reader.failed(build(error));
          else reader.complete();
          reader.failed();
          reader.complete();
        });
        for (const end of ends) demandWellFormed(end.classification);
        demand(state.trips.size === trips, `a guard tripped: ${[...state.trips.keys()].join(', ')}`);
        demandUnpolluted();
      },
    }),
  ];
}

/** Names and values in turn, as sockets give them. */
function flat(headers: unknown, more: Readonly<Record<string, string>>): string[] {
  const own = headers !== null && typeof headers === 'object' ? Object.entries(readable(headers)) : [];
  return [...Object.entries(more), ...own].flatMap(([name, value]) => (typeof value === 'string' ? [name, value] : []));
}
