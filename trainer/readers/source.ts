import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';

import { describeCause, TrainerError } from '../errors.ts';

const CHUNK_BYTES = 1 << 20;

export type Format = 'csv' | 'ndjson' | 'parquet' | 'json' | 'xml';

export interface Source {
  readonly file: string;
  readonly format: Format;
  /** Whether the name says that fields are separated by tabs. */
  readonly tabs: boolean;
  readonly gzipped: boolean;
}

const KNOWN_MAGICS: readonly (readonly [magic: string, name: string, remedy: string])[] = [
  ['504b0304', 'a ZIP archive', 'unpack it first'],
  ['425a68', 'compressed with bzip2', 'unpack it with bunzip2, or pack it with gzip'],
  ['28b52ffd', 'compressed with zstd', 'unpack it with unzstd, or pack it with gzip'],
  ['fd377a585a', 'compressed with xz', 'unpack it with unxz, or pack it with gzip'],
];

/**
 * Looks at a file's name and first bytes. Gzip is told by its magic number, so that a gzipped file may have any name.
 *
 * @throws {TrainerError} when it is missing, a directory, empty, or of a format that is not read
 */
export async function openSource(file: string): Promise<Source> {
  const info = await stat(file).catch((cause: unknown) => {
    const code = describeCause(cause);
    const why = code === 'ENOENT' ? 'no such file' : `cannot be opened (${code})`;
    throw new TrainerError('no-such-file', `${why}. Check the path; it counts from ${process.cwd()}.`, { file });
  });
  if (info.isDirectory()) {
    throw new TrainerError('is-directory', 'is a directory, a file was expected. Name the files inside it.', { file });
  }
  const head = await readHead(file);
  if (head.length === 0) throw emptyFile(file);
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (!gzipped) {
    if (name.length < file.length) throw notGzip(file, head);
    refuseOtherMagic(file, head);
  }
  const format = toFormat(name, gzipped ? undefined : head);
  if (format === 'parquet' && gzipped) {
    throw new TrainerError(
      'unsupported-format',
      'is a gzipped Parquet file. Parquet is compressed inside: gunzip it.',
      {
        file,
      },
    );
  }
  return { file, format, tabs: /\.(tsv|tab)$/.test(name), gzipped };
}

/** The file's bytes, unpacked. @throws {TrainerError} when the gzip is cut short or corrupt, with the last whole line */
export async function* readBytes({ file, gzipped }: Source): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  if (!gzipped) {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  raw.on('error', (error) => unpacked.destroy(error));
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (cause) {
    throw await toGzipError(file, cause);
  } finally {
    raw.destroy();
  }
}

export function emptyFile(file: string): TrainerError {
  return new TrainerError(
    'empty-file',
    'is empty; a header line and at least one row were expected. Export it again.',
    {
      file,
      line: 1,
    },
  );
}

async function toGzipError(file: string, cause: unknown): Promise<unknown> {
  const code = describeCause(cause);
  if (code !== 'Z_BUF_ERROR' && code !== 'Z_DATA_ERROR') return cause;
  const line = 1 + (await countReadableLines(file));
  const remedy = 'Copy or export it again; `gzip -t FILE` tells whether it is whole.';
  return code === 'Z_BUF_ERROR'
    ? new TrainerError('gzip-cut-short', `the gzip ends in the middle of this line: it was cut short. ${remedy}`, {
        file,
        line,
      })
    : new TrainerError('gzip-corrupt', `the gzip is damaged at or after this line. ${remedy}`, { file, line });
}

/** Line ends in what can still be unpacked. */
async function countReadableLines(file: string): Promise<number> {
  const unpacked = createReadStream(file).pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
  let lines = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    }
  } catch {
    // the damage itself: what was counted up to it is the answer
  }
  return lines;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function notGzip(file: string, head: Buffer): TrainerError {
  const found = JSON.stringify(head.toString('latin1'));
  return new TrainerError(
    'not-gzip',
    `is named .gz but is not gzipped: it begins with ${found}. Rename it without .gz if it is plain, or gzip it.`,
    { file, line: 1 },
  );
}

function refuseOtherMagic(file: string, head: Buffer): void {
  const hex = head.toString('hex');
  const known = KNOWN_MAGICS.find(([magic]) => hex.startsWith(magic));
  if (known) {
    throw new TrainerError('unsupported-format', `is ${known[1]}; plain or gzip was expected: ${known[2]}.`, { file });
  }
  if (hex.startsWith('fffe') || hex.startsWith('feff')) {
    throw new TrainerError('not-utf8', 'is UTF-16; UTF-8 was expected. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8).', {
      file,
      line: 1,
    });
  }
}

function toFormat(name: string, head: Buffer | undefined): Format {
  if (head?.subarray(0, 4).toString('latin1') === 'PAR1' || name.endsWith('.parquet')) return 'parquet';
  if (/\.(ndjson|jsonl)$/.test(name)) return 'ndjson';
  if (name.endsWith('.json')) return 'json';
  if (name.endsWith('.xml')) return 'xml';
  if (/\.(csv|tsv|tab|txt)$/.test(name)) return 'csv';
  return head?.[0] === 0x7b ? 'ndjson' : 'csv';
}
