import { noticeChannelName } from '../../contract/protocol.ts';

export type Wipe = typeof wipe;
export type Forget = typeof forgetAnswer;

/**
 * Deletes the database of a site without opening it and what a page has left for the next, and tells the other tabs. For pages that start refused, and for those
 * whose engine does not answer; otherwise the engine does it, which can destroy the key first. Gives the deletion, or
 * nothing where there is nothing to delete.
 */
export function wipe(site = 'default'): IDBOpenDBRequest | undefined {
  try {
    // oxlint-disable-next-line no-restricted-globals -- a removal: what the page before has left for this one
    sessionStorage.removeItem(`aisle:unsent:${site}`);
  } catch {
    // no storage, nothing left
  }
  try {
    // the database goes by the name of the channel
    const name = noticeChannelName(site);
    // oxlint-disable-next-line no-restricted-globals -- a deletion, not an opening
    const request = indexedDB.deleteDatabase(name);
    const channel = new BroadcastChannel(name);
    channel.postMessage({ type: 'erased' });
    channel.close();
    return request;
  } catch {
    // a sandboxed page has neither
    return undefined;
  }
}

/** Removes the answer that the built-in prompt keeps of a site; see `privacy-panel/prompt.ts`. */
export function forgetAnswer(site = 'default'): void {
  try {
    // oxlint-disable-next-line no-restricted-globals -- a removal
    localStorage.removeItem(`aisle:consent:${site}`);
  } catch {
    // no storage, no answer
  }
}
