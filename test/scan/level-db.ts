import { uncompressSnappy } from './snappy.ts';

const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const FOOTER_BYTES = 48;
/** Type of the compression and checksum, behind every block of a table. */
const TRAILER_BYTES = 5;
const MAGIC = 0xdb4775248b80fb57n;

/**
 * The records of a LevelDB log (`*.log`, `MANIFEST-*`), each put together from its fragments, which a text in the raw file
 * may be cut by (google/leveldb, log_format.md).
 */
export function readLog(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= file.length;) {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    const size = file.readUInt16LE(at + 4);
    const type = file[at + 6]!;
    if (left < HEADER_BYTES || type === 0 || HEADER_BYTES + size > left) {
      at += left;
      continue;
    }
    const [FULL, FIRST, , LAST] = [1, 2, 3, 4];
    if (type === FULL || type === FIRST) fragments = [];
    fragments.push(file.subarray(at + HEADER_BYTES, at + HEADER_BYTES + size));
    if (type === FULL || type === LAST) records.push(Buffer.concat(fragments));
    at += HEADER_BYTES + size;
  }
  return records;
}

/**
 * Keys and values of a LevelDB table (`*.ldb`), its blocks decompressed and its keys made whole again: a block stores of
 * each only what differs from the one before (google/leveldb, table_format.md).
 *
 * @throws Error for what is no table, so that nothing goes unread
 */
export function readTable(file: Buffer): Buffer[] {
  if (file.length < FOOTER_BYTES || file.readBigUInt64LE(file.length - 8) !== MAGIC)
    throw new Error('no LevelDB table');
  const footer = createReader(file.subarray(file.length - FOOTER_BYTES));
  footer.varint();
  footer.varint();
  const index = entriesOf(readBlock(file, footer.varint(), footer.varint()));
  return index.flatMap(([, handle]) => {
    const place = createReader(handle);
    return entriesOf(readBlock(file, place.varint(), place.varint())).flat();
  });
}

function readBlock(file: Buffer, offset: number, size: number): Buffer {
  const block = file.subarray(offset, offset + size);
  const type = file[offset + size];
  if (block.length < size || type === undefined || offset + size + TRAILER_BYTES > file.length) {
    throw new Error('a LevelDB block is cut off');
  }
  if (type === 0) return block;
  const plain = type === 1 ? uncompressSnappy(block) : undefined;
  if (!plain) throw new Error(`a LevelDB block of compression ${type} cannot be read`);
  return Buffer.from(plain);
}

function entriesOf(block: Buffer): [key: Buffer, value: Buffer][] {
  const restarts = block.readUInt32LE(block.length - 4);
  const reader = createReader(block.subarray(0, block.length - 4 * (restarts + 1)));
  const entries: [Buffer, Buffer][] = [];
  let key = Buffer.alloc(0);
  while (!reader.isDone()) {
    const [shared, fresh, size] = [reader.varint(), reader.varint(), reader.varint()];
    key = Buffer.concat([key.subarray(0, shared), reader.bytes(fresh)]);
    entries.push([key, reader.bytes(size)]);
  }
  return entries;
}

interface Reader {
  varint(): number;
  bytes(count: number): Buffer;
  isDone(): boolean;
}

function createReader(source: Buffer): Reader {
  let at = 0;
  return {
    varint() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = source[at++];
        if (byte === undefined) throw new Error('a LevelDB number is cut off');
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
    },
    bytes: (count) => source.subarray(at, (at += count)),
    isDone: () => at >= source.length,
  };
}
