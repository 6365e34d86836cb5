/** Reads one value of MessagePack: all of its types but extensions. */
export function decodeMsgpack(bytes: Buffer): unknown {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return at - length;
  };
  const text = (length: number) => bytes.toString('utf8', take(length), at);
  const binary = (length: number) => bytes.subarray(take(length), at);
  const list = (length: number) => Array.from({ length }, () => value());
  const map = (length: number) => Object.fromEntries(Array.from({ length }, () => [String(value()), value()]));
  const u8 = () => bytes.readUInt8(take(1));
  const u16 = () => bytes.readUInt16BE(take(2));
  const u32 = () => bytes.readUInt32BE(take(4));

  const tagged: Readonly<Record<number, () => unknown>> = {
    192: () => null,
    194: () => false,
    195: () => true,
    196: () => binary(u8()),
    197: () => binary(u16()),
    198: () => binary(u32()),
    202: () => bytes.readFloatBE(take(4)),
    203: () => bytes.readDoubleBE(take(8)),
    204: u8,
    205: u16,
    206: u32,
    207: () => bytes.readBigUInt64BE(take(8)).toString(),
    208: () => bytes.readInt8(take(1)),
    209: () => bytes.readInt16BE(take(2)),
    210: () => bytes.readInt32BE(take(4)),
    211: () => bytes.readBigInt64BE(take(8)).toString(),
    217: () => text(u8()),
    218: () => text(u16()),
    219: () => text(u32()),
    220: () => list(u16()),
    221: () => list(u32()),
    222: () => map(u16()),
    223: () => map(u32()),
  };

  function value(): unknown {
    const tag = u8();
    if (tag < 0x80) return tag;
    if (tag < 0x90) return map(tag & 0x0f);
    if (tag < 0xa0) return list(tag & 0x0f);
    if (tag < 0xc0) return text(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    const read = tagged[tag];
    if (!read) throw new Error(`MessagePack type ${tag.toString(16)} is not known here`);
    return read();
  }

  return value();
}
