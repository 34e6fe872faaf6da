import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createBucket } from '../../../src/capture/bucket.ts';
import { createBoundary } from '../../../src/sdk/boundary.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  let now = 0;
  const told: number[] = [];
  const boundary = createBoundary(() => {});
  const bucket = createBucket(
    () => now,
    boundary,
    (dropped) => told.push(dropped),
  );
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    await vi.advanceTimersByTimeAsync(ms);
  };
  const takeMany = (count: number): number => Array.from({ length: count }, () => bucket.take()).filter(Boolean).length;
  return { bucket, told, boundary, pass, takeMany };
}

describe('the bucket', () => {
  test('lets through what a shopper, or a page that tells of one, can have done', async () => {
    const { takeMany, pass, told } = open();
    expect(takeMany(256)).toBe(256);
    for (let second = 0; second < 10; second++) {
      await pass(1_000);
      expect(takeMany(20)).toBe(20);
    }
    expect(told).toEqual([]);
  });

  test('of more than that takes 256 and then 20 a second, and tells once how much it has dropped', async () => {
    const { takeMany, pass, told } = open();
    expect(takeMany(10_000)).toBe(256);
    for (let second = 0; second < 3; second++) {
      await pass(500);
      expect(takeMany(10_000)).toBe(10);
    }
    expect(told).toEqual([]);
    await pass(5_000);
    expect(told).toEqual([9_744 + 3 * 9_990]);
    await pass(60_000);
    expect(told).toHaveLength(1);
  });

  test('tells of the next flood on its own', async () => {
    const { takeMany, pass, told } = open();
    takeMany(300);
    await pass(30_000);
    takeMany(300);
    await pass(30_000);
    expect(told).toEqual([44, 44]);
  });

  test('takes no token from who only asks, and counts what is dropped for it', async () => {
    const { bucket, takeMany, pass, told } = open();
    for (let count = 0; count < 1_000; count++) expect(bucket.isFlooded()).toBe(false);
    expect(takeMany(256)).toBe(256);
    expect(bucket.isFlooded()).toBe(true);
    await pass(3_000);
    expect(told).toEqual([1]);
  });

  test('says nothing any more once it is over', async () => {
    const { takeMany, pass, told, boundary } = open();
    takeMany(1_000);
    boundary.end();
    await pass(10_000);
    expect(told).toEqual([]);
  });
});
