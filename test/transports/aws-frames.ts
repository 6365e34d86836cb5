import { crc32 } from 'node:zlib';

/** One message of `application/vnd.amazon.eventstream`, with its checksums. */
export function awsFrame(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const coded = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const size = Buffer.alloc(3);
      size.writeUInt8(7);
      size.writeUInt16BE(Buffer.byteLength(value), 1);
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), size, Buffer.from(value)]);
    }),
  );
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + coded.length + body.length);
  prelude.writeUInt32BE(coded.length, 4);
  const head = Buffer.concat([prelude, sum(prelude), coded, body]);
  return Buffer.concat([head, sum(head)]);
}

/** An event of a healthy stream. */
export const awsEvent = (type: string, payload: unknown): Buffer =>
  awsFrame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);

/** An exception of the stream's model. */
export const awsException = (type: string, payload: unknown): Buffer =>
  awsFrame({ ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' }, payload);

function sum(bytes: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value;
}
