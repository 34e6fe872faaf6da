/**
 * Decompresses one raw Snappy block (google/snappy, format_description.txt): the length, then literals and copies.
 * Undefined for what is none, so that a scanner may try it on anything.
 */
export function uncompressSnappy(source: Uint8Array, maxBytes = 64 * 1024 * 1024): Uint8Array | undefined {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = source[at++];
    if (byte === undefined || shift > 28) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  // a block never shrinks to less than a 21st
  if (length === 0 || length > maxBytes || length > source.length * 32) return undefined;
  const out = new Uint8Array(length);
  let filled = 0;
  const number = (bytes: number): number => {
    let value = 0;
    for (let byte = 0; byte < bytes; byte++) value += (source[at++] ?? NaN) * 2 ** (8 * byte);
    return value;
  };
  while (at < source.length) {
    const tag = source[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      const code = tag >> 2;
      const size = (code < 60 ? code : number(code - 59)) + 1;
      // also false for NaN: the block was cut off
      if (!(at + size <= source.length && filled + size <= length)) return undefined;
      out.set(source.subarray(at, at + size), filled);
      at += size;
      filled += size;
    } else {
      const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      const offset = kind === 1 ? (tag >> 5) * 256 + number(1) : number(kind === 2 ? 2 : 4);
      if (!(offset > 0 && offset <= filled && filled + size <= length)) return undefined;
      // byte by byte: a copy may overlap what it writes
      for (let byte = 0; byte < size; byte++, filled++) out[filled] = out[filled - offset]!;
    }
  }
  return filled === length ? out : undefined;
}
