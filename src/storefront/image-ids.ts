import { toIds } from './ids.ts';

/** What shops put behind an image's name: sizes, counters, hashes of a cache. */
const SUFFIX =
  /[-_.@](\d{2,4}x\d{0,4}|x\d{2,4}|\dx|\d{1,2}|small|medium|large|thumb(nail)?|grande|master|main|front|back|default|home|cart|zoom|hero|image|img|scaled|cropped?|w\d+|h\d+|[a-f0-9]{8}-[a-f0-9-]{27}|jpe?g|png|webp)$/i;
const MAX_SUFFIXES = 4;

/** Ids that the name of an image's file may hold: all of it, and without its sizes and counters. Weak, all of them. */
export function idsOfImage(url: string): string[] {
  if (url.length > 2_048 || /^\s*(data|blob):/i.test(url)) return [];
  const file = /([^/?#]+?)(\.\w{2,5})?(?:[?#]|$)/.exec(url.slice(url.search(/[^/]*($|[?#])/)))?.[1] ?? '';
  const names = [decode(file)];
  for (let at = 0; at < MAX_SUFFIXES; at++) {
    const shorter = names[at]!.replace(SUFFIX, '');
    if (shorter === names[at]) break;
    names.push(shorter);
  }
  const bare = names.at(-1)!;
  // a name without a number is what the image shows
  return toIds([...names.toReversed(), /^(\d{3,})[-_]/.exec(bare)?.[1], /[-_](\d{3,})$/.exec(bare)?.[1]]).filter((id) =>
    /\d/.test(id),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
