import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { isAisleEvent, type AisleEvent } from '../../../contract/events.ts';
import type { Failure } from '../../../contract/protocol.ts';
import { createRecorder } from '../../../src/capture/recorder.ts';
import { createBoundary } from '../../../src/sdk/boundary.ts';

const OK = { ok: true } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(replies: ({ readonly ok: true } | Failure)[] = [], waiting: AisleEvent[] = []) {
  const batches: AisleEvent[][] = [];
  let drawn = 0;
  const over = createBoundary(() => {});
  const recorder = createRecorder({
    boundary: over,
    waiting,
    clock: { now: () => 1_000 },
    random: { bytes: (count) => new Uint8Array(count).fill(++drawn) },
    send: (events) => {
      batches.push(events);
      return Promise.resolve(replies.shift() ?? OK);
    },
  });
  return { recorder, batches, over };
}

describe('the recorder', () => {
  test('gives events a time and an id of their own and sends them together', async () => {
    const { recorder, batches } = start();
    recorder.emit({ type: 'page_view' });
    recorder.emit({ type: 'product_view', items: [{ id: 'a' }] });
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.every(isAisleEvent)).toBe(true);
    expect(new Set(batches[0]?.map(({ id }) => id)).size).toBe(2);
  });

  test('sends at once what may be the last thing a page does, with all that waits', () => {
    const { recorder, batches } = start();
    recorder.emit({ type: 'page_view' });
    recorder.emit({ type: 'add_to_cart', items: [{ id: 'a' }] }, true);
    expect(batches.map((batch) => batch.map(({ type }) => type))).toEqual([['page_view', 'add_to_cart']]);
  });

  test('keeps the id that an event brings', () => {
    const { recorder, batches } = start();
    recorder.emit({ type: 'purchase', items: [{ id: 'a' }], id: 'f'.repeat(32) }, true);
    expect(batches[0]?.[0]?.id).toBe('f'.repeat(32));
  });

  test.each(['deadline', 'store'] as const)('tries once more after %s, with the same ids', async (reason) => {
    const failure = { ok: false, reason } as const;
    const { recorder, batches } = start([failure, failure]);
    recorder.emit({ type: 'page_view' }, true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(batches).toHaveLength(2);
    expect(batches[1]).toEqual(batches[0]);
  });

  test.each(['no-consent', 'stopped', 'bad-request', 'protocol'] as const)('does not after %s', async (reason) => {
    const { recorder, batches } = start([{ ok: false, reason }]);
    recorder.emit({ type: 'page_view' }, true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(batches).toHaveLength(1);
  });

  test.each(['no-bundle', 'not-loaded'] as const)('keeps what was answered %s for the next time', async (reason) => {
    const { recorder, batches } = start([{ ok: false, reason }]);
    recorder.emit({ type: 'page_view' }, true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(batches).toHaveLength(1);
    recorder.emit({ type: 'scroll_depth', percent: 50 });
    await vi.advanceTimersByTimeAsync(200);
    expect(batches[1]).toEqual([...batches[0]!, expect.objectContaining({ type: 'scroll_depth' })]);
  });

  test('splits more than the engine takes in one call', () => {
    const { recorder, batches } = start();
    for (let count = 0; count < 300; count++) recorder.emit({ type: 'page_view' });
    void recorder.flush();
    expect(batches.map((batch) => batch.length)).toEqual([256, 44]);
  });

  test('forgets the oldest past 512 that wait', () => {
    const { recorder, batches } = start();
    for (let percent = 0; percent < 600; percent++) recorder.emit({ type: 'scroll_depth', percent });
    void recorder.flush();
    expect(batches.flat()).toHaveLength(512);
    expect(batches[0]?.[0]).toMatchObject({ percent: 88 });
  });

  test('sends nothing any more once it is over, not even a retry', async () => {
    const { recorder, batches, over } = start([{ ok: false, reason: 'store' }]);
    recorder.emit({ type: 'page_view' }, true);
    await Promise.resolve();
    recorder.emit({ type: 'page_view' });
    over.end();
    recorder.emit({ type: 'page_view' }, true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(batches).toHaveLength(1);
  });
});
