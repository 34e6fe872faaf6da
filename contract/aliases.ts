// Part `aliases`: other ids of items (SKU, product id, variant id, slug) as fingerprints of 48 bits, ascending, beside the rows
// they stand for. Ten bytes an id or fewer, and nothing to build before the first look-up. An id that nobody has is taken for
// one of a million others once in 280 million times.

export interface AliasesPart {
  /** Ascending. */
  readonly hash: Uint32Array;
  readonly check: Uint16Array;
  readonly row: Uint16Array | Uint32Array;
}

/** What an id goes by whatever its case; no id begins with a blank. */
export function foldId(id: string): string {
  return ` ${id.toLowerCase()}`;
}

/** The row of what is called `id`: as it is written, or else whatever its case. */
export function rowOfAlias(part: AliasesPart, id: string): number | undefined {
  return find(part, id) ?? find(part, foldId(id));
}

/**
 * 64 bits of a text, as two numbers: cyrb53 (bryc, public domain), all bits of it. Spreads, hides nothing.
 * https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js
 */
export function hashText(text: string): readonly [number, number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [a >>> 0, b >>> 0];
}

function find({ hash, check, row }: AliasesPart, text: string): number | undefined {
  const [wanted, checked] = hashText(text);
  let low = 0;
  let high = hash.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hash[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  while (hash[low] === wanted && check[low] !== checked >>> 16) low++;
  return hash[low] === wanted ? row[low] : undefined;
}
