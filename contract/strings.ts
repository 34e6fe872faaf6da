// Strings of a part: what each shares with the one before it, and the rest of it (front coding; Witten, Moffat and Bell,
// Managing Gigabytes, 1999). Sorted ids and words, and addresses of one shop, have most of their text in common.

/** Counted in UTF-16 units. A longer likeness is written anew: no string may grow far beyond what was fetched. */
const MAX_SHARED = 255;

export interface FrontCoded {
  readonly shared: Uint8Array;
  readonly lengths: Uint32Array;
  /** The rests, one after another, in UTF-8. */
  readonly text: Uint8Array;
}

export function encodeStrings(strings: readonly string[]): FrontCoded {
  // UTF-8 has no half of a pair; what a device would read stands in its place from the start
  const formed = strings.map((string) => string.toWellFormed());
  const shared = Uint8Array.from(formed, (string, place) => sharedOf(formed[place - 1] ?? '', string));
  const rests = formed.map((string, place) => string.slice(shared[place]));
  return {
    shared,
    lengths: Uint32Array.from(rests, ({ length }) => length),
    text: new TextEncoder().encode(rests.join('')),
  };
}

/** The inverse of `encodeStrings`; undefined when the lengths are not those of the text. */
export function decodeStrings(
  shared: ArrayLike<number>,
  lengths: ArrayLike<number>,
  text: Uint8Array,
): string[] | undefined {
  // a string is what was written, a byte-order mark at its start included
  const rests = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
  let at = 0;
  let string = '';
  const strings = Array.from(lengths, (length, place) => {
    string = string.slice(0, shared[place]) + rests.slice(at, (at += length));
    return string;
  });
  return at === rests.length ? strings : undefined;
}

function sharedOf(before: string, string: string): number {
  const most = Math.min(before.length, string.length, MAX_SHARED);
  let shared = 0;
  while (shared < most && before[shared] === string[shared]) shared++;
  // the two halves of a pair stay together
  return shared > 0 && /[\ud800-\udbff]/.test(string[shared - 1]!) ? shared - 1 : shared;
}
