import type { SourceHost } from './source.ts';

/** More than a page queues before its tracker is there; of a longer queue the latest count. */
const MAX_QUEUED = 256;

/** A record of the page's own: reading it may call the page. */
export type Foreign = Readonly<Record<string, unknown>>;

/** The page's global of this name, where it is an object or a function and no element that has it for an id. */
export function readGlobal(name: string): Foreign | undefined {
  return toForeign((globalThis as unknown as Foreign)[name]);
}

/** What has members and is no element. */
export function toForeign(value: unknown): Foreign | undefined {
  const found = (typeof value === 'object' || typeof value === 'function') && value ? (value as Foreign) : undefined;
  return found && !('nodeType' in found) && found !== (globalThis as unknown) ? found : undefined;
}

/** A copy of one queued call: a list, or the `arguments` of a function. Empty where it is neither. */
export function toCall(entry: unknown, copy: SourceHost['copy']): readonly unknown[] {
  try {
    return copy([...(entry as Iterable<unknown>)]) as unknown[];
  } catch {
    return [];
  }
}

/** The entries that wait in a queue, as they are; none where it is no list. */
export function queuedIn(queue: unknown): readonly unknown[] {
  return Array.isArray(queue) ? queue.slice(-MAX_QUEUED) : [];
}
