import { describe, expect, test, vi } from 'vitest';

import { createBoundary } from '../../../src/sdk/boundary.ts';

const fail = (): never => {
  throw new Error('ours');
};

describe('the boundary', () => {
  test('runs an entry at once, and keeps what it throws or rejects with', async () => {
    const { guard } = createBoundary(() => {});
    const calls: number[] = [];
    const returned = guard((value: number) => calls.push(value))(7);
    expect(calls).toEqual([7]);
    expect(await returned).toBe(1);
    expect(await guard(fail)()).toBeUndefined();
    expect(await guard(() => Promise.reject(new Error('ours')))()).toBeUndefined();
  });

  test('breaks once, at the third fault', async () => {
    const onBroken = vi.fn<() => void>();
    const { guard } = createBoundary(onBroken);
    for (const calls of [0, 0, 1, 1, 1]) {
      await guard(fail)();
      expect(onBroken).toHaveBeenCalledTimes(calls);
    }
  });

  test('listens in the capture phase until the end, and one listener that fails hinders no other', () => {
    const target = new EventTarget();
    const { listen, end } = createBoundary(() => {});
    const heard: string[] = [];
    listen(target, 'one two', fail);
    listen(target, 'one two', ({ type }) => heard.push(type));
    for (const type of ['one', 'two', 'three']) target.dispatchEvent(new Event(type));
    end();
    target.dispatchEvent(new Event('one'));
    expect(heard).toEqual(['one', 'two']);
  });

  test('undoes everything at the end, also after an undoing that fails', () => {
    const { signal, onEnd, end } = createBoundary(() => {});
    const undone: number[] = [];
    onEnd(() => undone.push(1));
    onEnd(fail);
    onEnd(() => undone.push(2));
    expect(undone).toEqual([]);
    end();
    end();
    expect(undone).toEqual([1, 2]);
    expect(signal.aborted).toBe(true);
  });
});
