import { queuedIn, readGlobal, toCall, type Foreign } from './page-globals.ts';
import { readSnowplow } from './snowplow-calls.ts';
import type { ConnectSource } from './source.ts';

/** The last text that Snowplow's snippet is called with names its function. */
const SNIPPET = /GlobalSnowplowNamespace[^]*,\s*["']([\w$]+)["']\s*\)\s*\)/;

/**
 * Hears what is asked of Snowplow's tracker: the function that a page calls keeps a queue, a list until the tracker is there
 * and the tracker's own from then on, and every call goes through its `push`. The function itself stays as it is. The tracker takes
 * its name from the page when it comes, so one that was there before is found by the snippet that called for it. What is
 * told to a tracker that a shop has built into its own scripts, without that function, cannot be heard.
 */
export const connectSnowplow: ConnectSource = (host) => {
  const { isFlooded, hearCalls, lookAgain } = host;
  const known = new WeakSet<object>();
  const names = new Set(['snowplow']);
  let scripts = 0;

  const hear = readSnowplow(host);
  const connect = (queue: Foreign): void => {
    if (known.has(queue)) return;
    known.add(queue);
    for (const entry of queuedIn(queue)) hear(toCall(entry, host.copy), host.at);
    hearCalls(queue, 'push', (entries) => {
      for (const entry of entries) if (!isFlooded()) hear(toCall(entry, host.copy));
    });
  };

  lookAgain(() => {
    for (const name of queuedIn(readGlobal('GlobalSnowplowNamespace'))) names.add(String(name));
    const all = [...document.scripts];
    for (const { src, text } of all.slice(scripts)) if (!src) names.add(SNIPPET.exec(text)?.[1] ?? 'snowplow');
    scripts = all.length;
    for (const name of names) {
      const queue = readGlobal(name)?.['q'];
      if (typeof queue === 'object' && queue) connect(queue as Foreign);
    }
  });
};
