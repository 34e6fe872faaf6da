import { isUtf8 } from 'node:buffer';

import { readBytes, type Source } from './source.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
/** What any delimiter may be, before the header has told. */
export const ANY_DELIMITER: readonly number[] = [44, 59, 9, 124];
/** A quote that is not closed within so many bytes was never meant to be one. */
const MAX_RECORD_BYTES = 1 << 20;

/** One record: `block` from `start` to `end`, without the line end. Its bytes are valid UTF-8. */
export interface RawRecord {
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
  /** True line of the file the record begins on, from 1. */
  readonly line: number;
  /** Whether any byte of it is a quote: only then do fields have to be parsed to be split. */
  readonly quoted: boolean;
}

export interface RecordHandlers {
  onRecord(record: RawRecord): void;
  onBad(line: number, why: string, reason?: string): void;
}

/** Bytes that may stand between fields; narrowed to one once the header is read. Empty: quotes mean nothing (NDJSON). */
export interface Dialect {
  delimiters: readonly number[];
}

/**
 * Cuts a text file into records, counting true line numbers: quoted fields may hold line ends, blank lines are skipped,
 * and a quote that is never closed costs its own line only. Holds one block of the file at a time.
 */
export async function scanRecords(source: Source, dialect: Dialect, handlers: RecordHandlers): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let first = true;
  for await (const chunk of readBytes(source)) {
    let block = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (first && block.length >= 3) {
      first = false;
      if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) block = block.subarray(3);
    }
    const cut = scanBlock(block, line, dialect, false, handlers);
    line = cut.line;
    rest = block.subarray(cut.at);
  }
  scanBlock(rest, line, dialect, true, handlers);
}

interface Cut {
  readonly at: number;
  readonly line: number;
}

/** Reads the whole records of a block; returns where the first one begins that may go on in the next block. */
function scanBlock(block: Buffer, from: number, dialect: Dialect, last: boolean, handlers: RecordHandlers): Cut {
  const whole = block.subarray(0, last ? block.length : block.lastIndexOf(LINE_FEED) + 1);
  const clean = isUtf8(whole) && !whole.includes(0);
  let line = from;
  let start = 0;
  let quote = dialect.delimiters.length > 0 ? block.indexOf(QUOTE) : -1;
  while (start < block.length) {
    const newline = block.indexOf(LINE_FEED, start);
    if (newline < 0 && !last) break;
    const lineEnd = newline < 0 ? block.length : newline;
    if (quote >= 0 && quote < start) quote = block.indexOf(QUOTE, start);
    const quoted = quote >= 0 && quote < lineEnd;
    const span = quoted ? findRecordEnd(block, start, dialect, last) : { end: lineEnd, lines: 1 };
    if (span === 'open' && !last && block.length - start < MAX_RECORD_BYTES) break;
    if (typeof span === 'string') {
      handlers.onBad(line, BAD_QUOTES[span]);
      start = lineEnd + 1;
      line += 1;
      continue;
    }
    emit({ block, start, end: withoutReturn(block, start, span.end), line, quoted }, clean, handlers);
    start = span.end + 1;
    line += span.lines;
  }
  return { at: Math.min(start, block.length), line };
}

const BAD_QUOTES = {
  open: 'a quote is opened and never closed; double a quote that is part of the text',
  broken: 'text follows a closing quote; double a quote that is part of the text',
};

/**
 * Where the line ends that is not inside quotes. A quote opens only at the start of a field; elsewhere it is text.
 * `open`: the block ended first; `broken`: a closing quote is followed by something else than a delimiter.
 */
function findRecordEnd(
  block: Buffer,
  start: number,
  { delimiters }: Dialect,
  last: boolean,
): { end: number; lines: number } | 'open' | 'broken' {
  let lines = 1;
  let fieldStart = true;
  let at = start;
  while (at < block.length) {
    const byte = block[at]!;
    if (byte === QUOTE && fieldStart) {
      const closing = findClosingByte(block, at);
      if (closing < 0) return 'open';
      for (
        let feed = block.indexOf(LINE_FEED, at);
        feed >= 0 && feed < closing;
        feed = block.indexOf(LINE_FEED, feed + 1)
      )
        lines++;
      const next = block[closing + 1];
      const ends = next === undefined || next === LINE_FEED || next === CARRIAGE_RETURN || delimiters.includes(next);
      if (!ends) return 'broken';
      at = closing + 1;
      fieldStart = false;
      continue;
    }
    if (byte === LINE_FEED) return { end: at, lines };
    fieldStart = delimiters.includes(byte);
    at++;
  }
  return last ? { end: block.length, lines } : 'open';
}

function findClosingByte(block: Buffer, opening: number): number {
  let at = block.indexOf(QUOTE, opening + 1);
  while (at >= 0 && block[at + 1] === QUOTE) at = block.indexOf(QUOTE, at + 2);
  return at;
}

function emit(record: RawRecord, clean: boolean, handlers: RecordHandlers): void {
  if (record.end === record.start) return;
  if (!clean) {
    const bytes = record.block.subarray(record.start, record.end);
    if (bytes.includes(0)) {
      handlers.onBad(record.line, `holds a NUL byte at column ${bytes.indexOf(0) + 1}`, 'holds a NUL byte');
      return;
    }
    if (!isUtf8(bytes)) {
      handlers.onBad(record.line, describeEncoding(bytes), 'not UTF-8');
      return;
    }
  }
  handlers.onRecord(record);
}

function describeEncoding(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const column = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
  const byte = (bytes[column] ?? 0).toString(16).padStart(2, '0');
  return `not UTF-8: byte 0x${byte} at column ${column + 1}; save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8)`;
}

function withoutReturn(block: Buffer, start: number, end: number): number {
  return end > start && block[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

/** How many fields a record without quotes has; 0 where a stray carriage return asks for a closer look. */
export function countFields({ block, start, end }: RawRecord, delimiter: number): number {
  let fields = 1;
  for (let at = start; at < end; at++) {
    if (block[at] === delimiter) fields++;
    else if (block[at] === CARRIAGE_RETURN) return 0;
  }
  return fields;
}

/** The fields of one record; undefined where text follows a closing quote. */
export function splitFields(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      fields.push(text.slice(at, end < 0 ? undefined : end));
      if (end < 0) return fields;
      at = end + 1;
      continue;
    }
    const closing = findClosingQuote(text, at);
    if (closing < 0) return undefined;
    fields.push(text.slice(at + 1, closing).replaceAll('""', '"'));
    if (closing + 1 === text.length) return fields;
    if (text[closing + 1] !== delimiter) return undefined;
    at = closing + 2;
  }
}

function findClosingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
