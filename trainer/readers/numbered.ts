import { closeSync, openSync, writeSync } from 'node:fs';

import { TrainerError } from '../errors.ts';
import type { BadRowCounter } from './bad-rows.ts';
import { ANY_DELIMITER, countFields, scanRecords, splitFields, type Dialect, type RawRecord } from './delimited.ts';
import { describeFieldCount, headerOnly, readHeader, type Header } from './header.ts';
import { parseObject } from './ndjson.ts';
import { emptyFile, type Source } from './source.ts';

const BUFFER_BYTES = 4 << 20;
const COPY_DELIMITER = ',';

export interface NumberedCopy {
  /** Records written: `line,field,...`, all well-formed, without a header. */
  readonly rows: number;
  readonly bad: number;
  /** Lower-cased names of the copy's fields, in order, the line number's own not among them. */
  readonly columns: readonly string[];
  /** Names the file itself has: `columns` of a CSV, all keys seen of an NDJSON. */
  readonly found: readonly string[];
  readonly delimiter: string;
}

/**
 * Writes the well-formed rows of a CSV or NDJSON file, each behind its true line number, to `target`, for an engine that
 * reads fast but cannot say which line a value stood on. Malformed rows go to `bad`.
 *
 * @throws {TrainerError} `empty-file`, `header-only`, `wrong-delimiter`, `duplicate-column`, `not-utf8`, `gzip-cut-short`
 */
export async function writeNumbered(
  source: Source,
  target: string,
  options: { readonly delimiter?: string | undefined; readonly wanted: readonly string[]; readonly bad: BadRowCounter },
): Promise<NumberedCopy> {
  const writer = openWriter(target);
  try {
    return source.format === 'ndjson'
      ? await copyNdjson(source, writer, options.wanted, options.bad)
      : await copyDelimited(source, writer, options.delimiter, options.bad);
  } finally {
    writer.close();
  }
}

async function copyDelimited(
  source: Source,
  writer: Writer,
  expected: string | undefined,
  bad: BadRowCounter,
): Promise<NumberedCopy> {
  const dialect: Dialect = { delimiters: ANY_DELIMITER };
  let header: Header | undefined;
  let delimiterByte = 0;
  let rows = 0;
  let badCount = 0;
  const onBad = (line: number, why: string, reason?: string) => {
    if (!header)
      throw new TrainerError(why.startsWith('not UTF-8') ? 'not-utf8' : 'missing-column', `the header ${why}`, {
        file: source.file,
        line,
      });
    badCount++;
    bad.add(source.file, line, why, reason);
  };
  await scanRecords(source, dialect, {
    onBad,
    onRecord(record) {
      if (!header) {
        header = readHeader(source, toText(record), record.line, expected);
        delimiterByte = header.delimiter.charCodeAt(0);
        dialect.delimiters = [delimiterByte];
        return;
      }
      const columns = header.columns.length;
      if (!record.quoted && countFields(record, delimiterByte) === columns) {
        writer.copy(record, header.delimiter);
        rows++;
        return;
      }
      const text = toText(record);
      const fields = splitFields(text, header.delimiter);
      if (fields?.length === columns) {
        writer.fields(record.line, fields, header.delimiter);
        rows++;
      } else {
        onBad(record.line, describeFieldCount(text, fields?.length ?? 1, header), 'wrong number of fields');
      }
    },
  });
  if (!header) throw emptyFile(source.file);
  if (rows + badCount === 0) throw headerOnly(source);
  return { rows, bad: badCount, columns: header.columns, found: header.columns, delimiter: header.delimiter };
}

async function copyNdjson(
  source: Source,
  writer: Writer,
  wanted: readonly string[],
  bad: BadRowCounter,
): Promise<NumberedCopy> {
  const found = new Set<string>();
  let rows = 0;
  let badCount = 0;
  const onBad = (line: number, why: string, reason?: string) => {
    badCount++;
    bad.add(source.file, line, why, reason);
  };
  await scanRecords(
    source,
    { delimiters: [] },
    {
      onBad,
      onRecord(record) {
        const row = parseObject(toText(record));
        if (typeof row === 'string') {
          onBad(record.line, row, 'not a JSON object');
          return;
        }
        for (const name of row.keys()) found.add(name);
        writer.fields(
          record.line,
          wanted.map((name) => row.get(name) ?? ''),
          COPY_DELIMITER,
        );
        rows++;
      },
    },
  );
  if (rows + badCount === 0) throw emptyFile(source.file);
  return { rows, bad: badCount, columns: wanted, found: [...found], delimiter: COPY_DELIMITER };
}

function toText({ block, start, end }: RawRecord): string {
  return block.toString('utf8', start, end);
}

interface Writer {
  copy(record: RawRecord, delimiter: string): void;
  fields(line: number, fields: readonly string[], delimiter: string): void;
  close(): void;
}

function openWriter(target: string): Writer {
  const file = openSync(target, 'w');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  const flush = () => {
    if (used > 0) writeSync(file, buffer, 0, used);
    used = 0;
  };
  const reserve = (bytes: number) => {
    if (used + bytes > BUFFER_BYTES) flush();
    return bytes <= BUFFER_BYTES;
  };
  const write = (text: string) => {
    if (reserve(Buffer.byteLength(text))) used += buffer.write(text, used);
    else writeSync(file, text);
  };
  return {
    copy({ block, start, end, line }, delimiter) {
      write(`${line}${delimiter}`);
      if (reserve(end - start)) used += block.copy(buffer, used, start, end);
      else writeSync(file, block, start, end - start);
      write('\n');
    },
    fields(line, fields, delimiter) {
      write(`${line}${delimiter}${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(delimiter)}\n`);
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
