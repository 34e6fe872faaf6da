import { mkdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { readLog } from '../../../trainer/readers/log-reader.ts';
import { csv, csvWith, gzip, HEADER, rows, trainerErrorOf, useScratch } from './files.ts';

const scratch = useScratch();

describe('rows that cannot be understood', () => {
  it.each([
    ['too few fields', 's,i', '2 fields where the header has 4'],
    ['too many fields', 's,i,1700000000,view,9,9', '6 fields where the header has 4'],
    ['another delimiter', 's;i;1700000000;view', '1 field where the header has 4; it looks separated by a semicolon'],
    ['no item', 's,,1700000000,view', 'item_id is empty'],
    ['a blank item', 's,"  ",1700000000,view', 'item_id is empty'],
    ['no session', ',i,1700000000,view', 'session_id is empty'],
    ['no type', 's,i,1700000000,', 'event_type is empty'],
    ['an unknown type', 's,i,1700000000,teleport', 'event_type is unknown: "teleport"'],
    ['no time', 's,i,,view', 'timestamp is empty'],
    ['a time that is none', 's,i,soon,view', 'timestamp cannot be read: "soon"'],
    ['a time before 1990', 's,i,12,view', 'timestamp cannot be read: "12"'],
    ['a time that is not finite', 's,i,nan,view', 'timestamp cannot be read: "nan"'],
    ['a quote that is never closed', '"s,i,1700000000,view', 'a quote is opened and never closed'],
    ['text after a closing quote', '"s"x,i,1700000000,view', 'text follows a closing quote'],
    ['a NUL byte', 's,i\0,1700000000,view', 'holds a NUL byte at column 4'],
    ['a long id', `s,${'i'.repeat(129)},1700000000,view`, 'item_id is longer than 128 characters'],
  ])('names %s with file, line and reason, and keeps the others', async (_, bad, why) => {
    const file = scratch.file('log.csv', csvWith(42, bad));
    const reading = await readLog([file]);
    expect(reading.bad.count).toBe(1);
    expect(reading.bad.rows).toBe(300);
    expect(reading.bad.examples[0]).toMatchObject({ file, line: 42 });
    expect(reading.bad.examples[0]!.why).toContain(why);
    expect(reading.log.item.length).toBe(299);
  });

  it('names bytes that are not UTF-8 with their column', async () => {
    const text = Buffer.concat([
      Buffer.from(csv(rows(200))),
      Buffer.from('caf'),
      Buffer.from([0xe9]),
      Buffer.from(',i,1700000000,view\n'),
    ]);
    const { bad } = await readLog([scratch.file('log.csv', text)]);
    expect(bad.examples).toHaveLength(1);
    expect(bad.examples[0]).toMatchObject({ line: 202 });
    expect(bad.examples[0]!.why).toContain('not UTF-8: byte 0xe9 at column 4');
  });

  it.each(['quantity', 'price', 'rating'])('names a %s that is no number', async (column) => {
    const text = csv([...rows(200).map((row) => `${row},`), 's,i,1700000000,view,two'], `${HEADER},${column}`);
    const { bad } = await readLog([scratch.file('log.csv', text)]);
    expect(bad.examples).toEqual([{ file: expect.any(String), line: 202, why: `${column} is not a number: "two"` }]);
  });

  it('counts true lines past quoted line ends, blank lines and rows that are bad themselves', async () => {
    const good = rows(200);
    const lines = ['"s\n\n1","i""x",1700000000,view', '', 's,i', ...good, '"open,i,1700000000,view', 's,i,soon,view'];
    const { bad, log } = await readLog([scratch.file('log.csv', csv(lines))], { maxBad: 0.05 });
    // header 1, quoted 2-4, blank 5, short 6, good 7-206
    expect(bad.examples.map(({ line }) => line)).toEqual([6, 207, 208]);
    expect(log.sessionIds).toContain('s\n\n1');
    expect(log.itemIds).toContain('i"x');
    expect(log.item.length).toBe(201);
  });

  it('counts true lines across the blocks a long file is read in', async () => {
    const many = rows(60_000);
    const { bad } = await readLog([scratch.file('log.csv', csv(many.with(59_000, 's,"i\n,j",never,view')))]);
    expect(bad.examples).toEqual([
      { file: expect.any(String), line: 59_002, why: 'timestamp cannot be read: "never"' },
    ]);
  });

  it('names lines of NDJSON that are not JSON or not an object', async () => {
    const line = (row: number) => JSON.stringify({ session_id: 's', item_id: `i${row}`, ts: row, event_type: 'view' });
    const lines = Array.from({ length: 300 }, (_, row) => line(row))
      .with(9, '{"session_id":')
      .with(19, '[1]');
    const { bad } = await readLog([scratch.file('log.ndjson', lines.join('\n'))]);
    expect(bad.examples.map((row) => row.line)).toEqual([10, 20]);
    expect(bad.examples[0]!.why).toContain('not JSON');
    expect(bad.examples[1]!.why).toContain('not a JSON object');
  });

  it('groups bad rows by reason, the most frequent first', async () => {
    const lines = [...rows(900), 's,,1700000000,view', 's,i,1700000000,a', 's,i,1700000000,b'];
    const { bad } = await readLog([scratch.file('log.csv', csv(lines))]);
    expect(bad.reasons).toEqual([
      { reason: 'event_type is unknown', count: 2 },
      { reason: 'item_id is empty', count: 1 },
    ]);
  });

  it('fails past the share that is allowed, with the first bad line and a way out', async () => {
    const file = scratch.file('log.csv', csv([...rows(95), 's,i,soon,view', 's,i', ...rows(3)]));
    const error = await trainerErrorOf(readLog([file]));
    expect(error).toMatchObject({ code: 'too-many-bad-rows', file, line: 97 });
    expect(error.message).toContain(`${file}, line 97: timestamp cannot be read: "soon"`);
    expect(error.message).toContain(`${file}, line 98: 2 fields where the header has 4`);
    expect(error.message).toContain('2 of 100 rows (2 %) are bad, at most 1 % may be');
    expect(error.message).toContain('--max-bad 2%');
    await expect(readLog([file], { maxBad: 0.02 })).resolves.toMatchObject({ bad: { count: 2 } });
  });
});

describe('files that cannot be used', () => {
  const cases: [
    what: string,
    name: string,
    content: string | Uint8Array,
    code: string,
    line: number | undefined,
    says: string[],
  ][] = [
    ['an empty file', 'log.csv', '', 'empty-file', 1, ['is empty', 'Export it again']],
    ['an empty gzip', 'log.csv.gz', gzip(''), 'empty-file', 1, ['is empty']],
    ['a header alone', 'log.csv', `${HEADER}\n`, 'header-only', 1, ['a header but no rows']],
    [
      'semicolons',
      'log.csv',
      csv(rows(9)).replaceAll(',', ';'),
      'wrong-delimiter',
      1,
      ['separated by a semicolon, a comma was expected', '"delimiter":";"'],
    ],
    [
      'tabs',
      'log.csv',
      csv(rows(9)).replaceAll(',', '\t'),
      'wrong-delimiter',
      1,
      ['separated by a tab', 'name the file .tsv'],
    ],
    [
      'a missing column',
      'log.csv',
      csv(rows(9), 'session_id,itemid,timestamp,event_type'),
      'missing-column',
      1,
      ['no column item_id', 'Columns found: session_id, itemid, timestamp, event_type', 'Did you mean itemid?'],
    ],
    [
      'a missing column without a likely one',
      'log.csv',
      csv(rows(9), 'session_id,item_id,timestamp,what'),
      'missing-column',
      1,
      ['no column event_type', 'Add it'],
    ],
    [
      'no session and no user',
      'log.csv',
      csv(rows(9), 'visit,item_id,timestamp,event_type'),
      'missing-column',
      1,
      ['no column session_id or user_id'],
    ],
    [
      'a column twice',
      'log.csv',
      csv(rows(9), 'session_id,item_id,item_id,event_type'),
      'duplicate-column',
      1,
      ['item_id stands there twice'],
    ],
    [
      'a gzip cut short',
      'log.csv.gz',
      gzip(csv(rows(5_000))).slice(0, 8_000),
      'gzip-cut-short',
      undefined,
      ['cut short', 'gzip -t'],
    ],
    [
      'a plain file named .gz',
      'log.csv.gz',
      csv(rows(9)),
      'not-gzip',
      1,
      ['begins with "session_id,item_"', 'Rename it'],
    ],
    [
      'a ZIP archive',
      'log.csv',
      Buffer.from('504b030414000000', 'hex'),
      'unsupported-format',
      undefined,
      ['ZIP', 'unpack'],
    ],
    ['UTF-16', 'log.csv', Buffer.from(`\ufeff${csv(rows(9))}`, 'utf16le'), 'not-utf8', 1, ['UTF-16', 'iconv']],
    [
      'a header that is not UTF-8',
      'log.csv',
      Buffer.from(`s\xe9ssion_id,x\n1,2\n`, 'latin1'),
      'not-utf8',
      1,
      ['byte 0xe9 at column 2'],
    ],
    ['a JSON array', 'log.json', '[{"item_id":1}]', 'unsupported-format', undefined, ['jq -c']],
    [
      'rubbish named .parquet',
      'log.parquet',
      'PAR1 but no more of it',
      'bad-parquet',
      undefined,
      ['cannot be read as Parquet'],
    ],
    [
      'page views alone',
      'log.csv',
      csv(['s,,1700000000,page_view']),
      'no-events',
      undefined,
      ['no row of 1 is an event on an item'],
    ],
  ];

  it.each(cases)('refuses %s', async (_, name, content, code, line, says) => {
    const file = scratch.file(name, content);
    const error = await trainerErrorOf(readLog([file]));
    expect(error.code).toBe(code);
    expect(error.message.startsWith(line === undefined ? file : `${file}, line ${line}: `)).toBe(true);
    for (const words of says) expect(error.message).toContain(words);
  });

  it('says on which line a gzip was cut short', async () => {
    const whole = csv(rows(5_000));
    const file = scratch.file('log.csv.gz', gzip(whole).slice(0, 8_000));
    const error = await trainerErrorOf(readLog([file]));
    expect(error.line).toBeGreaterThan(10);
    expect(error.line).toBeLessThan(5_000);
  });

  it('refuses a gzip that is damaged inside', async () => {
    const packed = gzip(csv(rows(5_000)));
    packed.fill(0xff, 4_000, 4_200);
    const error = await trainerErrorOf(readLog([scratch.file('log.csv.gz', packed)]));
    expect(error.code).toBe('gzip-corrupt');
  });

  it('refuses a file that is not there, and a directory', async () => {
    const missing = scratch.path('none.csv');
    expect(await trainerErrorOf(readLog([missing]))).toMatchObject({ code: 'no-such-file', file: missing });
    mkdirSync(scratch.path('dir.csv'));
    const error = await trainerErrorOf(readLog([scratch.path('dir.csv')]));
    expect(error.code).toBe('is-directory');
    expect(error.message).toContain('Name the files inside it');
  });
});
