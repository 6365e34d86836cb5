// biome-ignore lint/style/noRestrictedImports: a pure function, and the one thing that JavaScript itself lacks here.
import { inflateRawSync } from 'node:zlib';

/**
 * Unpacks what the generated modules hold: JSON, deflated, in Base64. Packed it takes a sixth of the place and of the time to
 * load, and most programs use a few catalogs of many.
 */
export function unpack(packed: string): unknown {
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString());
}
