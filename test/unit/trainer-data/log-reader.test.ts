import { describe, expect, it, vi } from 'vitest';

import { LOG_EVENT_TYPES, type Log } from '../../../trainer/log.ts';
import { withDuck } from '../../../trainer/readers/duck.ts';
import { readLog } from '../../../trainer/readers/log-reader.ts';
import { csv, gzip, HEADER, rows, useScratch } from './files.ts';

const scratch = useScratch();
const read = async (name: string, content: string | Uint8Array) => readLog([scratch.file(name, content)]);

/** A log as one string a session: `session: item@at type, ...`. */
function show({ sessionIds, offsets, itemIds, item, at, type }: Log): string[] {
  return sessionIds.map((session, index) => {
    const events = Array.from({ length: offsets[index + 1]! - offsets[index]! }, (_, place) => {
      const row = offsets[index]! + place;
      return `${itemIds[item[row]!]}@${at[row]} ${LOG_EVENT_TYPES[type[row]!]}`;
    });
    return `${session}: ${events.join(', ')}`;
  });
}

const SMALL = csv(['b,y,1700000020,purchase', 'a,x,1700000010,view', 'b,x,1700000000,click', 'a,z,1700000030,cart']);
const SMALL_SHOWN = [
  'b: x@1700000000000 product_click, y@1700000020000 purchase',
  'a: x@1700000010000 product_view, z@1700000030000 add_to_cart',
];

describe('formats of logs', () => {
  it('orders sessions by their last event and events by time', async () => {
    const { log } = await read('log.csv', SMALL);
    expect(show(log)).toEqual(SMALL_SHOWN);
    expect(log.itemIds).toEqual(['x', 'y', 'z']);
  });

  it('reads gzip whatever the file is called', async () => {
    expect(show((await read('log.csv.gz', gzip(SMALL))).log)).toEqual(SMALL_SHOWN);
    expect(show((await read('log.csv', gzip(SMALL))).log)).toEqual(SMALL_SHOWN);
  });

  it('reads CRLF line ends, a byte order mark, quoted fields and a last line without an end', async () => {
    const text = `\ufeff${SMALL.trimEnd().replaceAll('\n', '\r\n').replaceAll('a,x', '"a","x"')}`;
    expect(show((await read('log.csv', text)).log)).toEqual(SMALL_SHOWN);
  });

  it('reads tab separated values by the file name', async () => {
    expect(show((await read('log.tsv', SMALL.replaceAll(',', '\t'))).log)).toEqual(SMALL_SHOWN);
  });

  it('reads another delimiter when it is told to', async () => {
    const { log } = await readLog([scratch.file('log.csv', SMALL.replaceAll(',', ';'))], { delimiter: ';' });
    expect(show(log)).toEqual(SMALL_SHOWN);
  });

  it('reads NDJSON, gzipped too', async () => {
    const [header = '', ...lines] = SMALL.trimEnd().split('\n');
    const names = header.split(',');
    const ndjson = lines
      .map((line) => JSON.stringify(Object.fromEntries(line.split(',').map((value, index) => [names[index], value]))))
      .join('\n');
    expect(show((await read('log.ndjson', ndjson)).log)).toEqual(SMALL_SHOWN);
    expect(show((await read('log.jsonl.gz', gzip(ndjson))).log)).toEqual(SMALL_SHOWN);
  });

  it('reads Parquet, whatever types its columns have', async () => {
    const from = scratch.file('log.csv', SMALL);
    const to = scratch.path('log.parquet');
    await withDuck((duck) =>
      duck.run(`COPY (SELECT session_id, item_id, to_timestamp(timestamp)::TIMESTAMP AS ts, event_type FROM read_csv('${from}'))
        TO '${to}' (FORMAT parquet)`),
    );
    expect(show((await readLog([to])).log)).toEqual(SMALL_SHOWN);
  });

  it('reads several files as one log', async () => {
    const [first, second] = [SMALL.split('\n').slice(1, 3).join('\n'), SMALL.split('\n').slice(3).join('\n')];
    const files = [scratch.file('1.csv', `${HEADER}\n${first}\n`), scratch.file('2.csv', `${HEADER}\n${second}`)];
    expect(show((await readLog(files)).log)).toEqual(SMALL_SHOWN);
  });
});

describe('times', () => {
  it.each([
    ['seconds', ['1700000000', '1700000001'], [1_700_000_000_000, 1_700_000_001_000]],
    ['fractional seconds', ['1700000000.25', '1700000000.5'], [1_700_000_000_250, 1_700_000_000_500]],
    ['milliseconds', ['1700000000001', '1700000000002'], [1_700_000_000_001, 1_700_000_000_002]],
    ['microseconds', ['1700000000001000', '1700000000002500'], [1_700_000_000_001, 1_700_000_000_002.5]],
    ['ISO 8601 in UTC', ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20.5Z'], [1_700_000_000_000, 1_700_000_000_500]],
    ['ISO 8601 with a zone', ['2023-11-14T23:13:20+01:00', '2023-11-15'], [1_700_000_000_000, 1_700_006_400_000]],
    ['no zone, taken as UTC', ['2023-11-14 22:13:20', '2023-11-14 22:13:21'], [1_700_000_000_000, 1_700_000_001_000]],
  ])('reads %s', async (_, given, expected) => {
    const { log } = await read('log.csv', csv(given.map((time) => `s,i,${time},view`)));
    expect([...log.at]).toEqual(expected);
    expect(log.clock).toBe('time');
  });

  it('takes a time without a zone for UTC wherever the machine stands', async () => {
    vi.stubEnv('TZ', 'America/New_York');
    const { log } = await read('log.csv', csv(['s,i,2023-11-14 22:13:20,view']));
    vi.unstubAllEnvs();
    expect([...log.at]).toEqual([1_700_000_000_000]);
  });

  it('takes small numbers for a plain sequence', async () => {
    const { log } = await read('log.csv', csv(['s,i,0,view', 's,j,1,view', 't,i,202633001,view']));
    expect(log.clock).toBe('sequence');
    expect([...log.at]).toEqual([0, 1, 202_633_001]);
  });

  it('keeps the order of the file among equal times', async () => {
    const items = Array.from({ length: 5_000 }, (_, row) => `i${(row * 7_919) % 5_000}`);
    const { log } = await read('log.csv', csv(items.map((item) => `s,${item},1700000000,view`)));
    expect([...log.item].map((code) => log.itemIds[code])).toEqual(items);
  });
});

describe('columns', () => {
  it('makes every user one session where there is no session column', async () => {
    const text = csv(['u1,a,1,view', 'u2,b,2,view', 'u1,c,3,view'], 'user_id,item_id,ts,event_type');
    const { log } = await read('log.csv', text);
    expect(log.sessionIds).toEqual(['u2', 'u1']);
    expect(log.userIds).toEqual(['u1', 'u2']);
    expect([...log.user]).toEqual([1, 0]);
  });

  it('reads quantity, price, region, rating, dwell, position and split, and marks what is absent', async () => {
    const header = `${HEADER},user_id,quantity,price,region,rating,dwell_ms,position,split`;
    const { log } = await read(
      'log.csv',
      csv(['s,a,1,review,u,2,3.5,DE,4,1500,3,train', 's,b,2,view,,,,,,,,test'], header),
    );
    expect([...log.quantity]).toEqual([2, NaN]);
    expect([...log.price]).toEqual([3.5, NaN]);
    expect([...log.rating]).toEqual([4, NaN]);
    expect([...log.dwellMs]).toEqual([1_500, NaN]);
    expect([...log.position]).toEqual([3, NaN]);
    expect([...log.region].map((code) => log.regions[code])).toEqual(['DE', '']);
    expect([...log.split]).toEqual([1, 2]);
    expect([...log.user]).toEqual([0]);
  });

  it('takes a purchase of a negative quantity for a refund', async () => {
    const { log } = await read('log.csv', csv(['s,a,1,purchase,-2', 's,b,2,purchase,2'], `${HEADER},quantity`));
    expect([...log.type].map((code) => LOG_EVENT_TYPES[code])).toEqual(['refund', 'purchase']);
    expect([...log.quantity]).toEqual([2, 2]);
  });

  it('knows the names other tools give to events', async () => {
    const names = [
      'view_item',
      'Product Viewed',
      'select_item',
      'Product Added',
      'remove_from_cart',
      'add_to_wishlist',
    ];
    const more = ['Order Completed', 'checkout_completed', 'Order Refunded', 'rating', 'PURCHASE'];
    const given = [...names, ...more].map((name, row) => `s,i,${row},${name}`);
    const { log } = await read('log.csv', csv(given));
    expect([...log.type].map((code) => LOG_EVENT_TYPES[code])).toEqual([
      'product_view',
      'product_view',
      'product_click',
      'add_to_cart',
      'remove_from_cart',
      'wishlist_add',
      'purchase',
      'purchase',
      'refund',
      'review',
      'purchase',
    ]);
  });

  it('leaves out page views and searches without calling them bad', async () => {
    const { log, bad, ignored } = await read(
      'log.csv',
      csv([...rows(10), 's,,1700000000,page_view', 's,,1700000000,search']),
    );
    expect({ events: log.item.length, bad: bad.count, ignored }).toEqual({ events: 10, bad: 0, ignored: 2 });
  });

  it('finds columns whatever their case, and ignores others', async () => {
    const { log } = await read('log.csv', csv(['x,s,i,1700000000,view'], 'colour,Session_ID,Item_Id,TS,Event_Type'));
    expect(log.itemIds).toEqual(['i']);
  });
});
