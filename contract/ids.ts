/** The shop's own id of a product or variant, as it stands in the bundle. 1 to 128 characters. */
export type ItemId = string;

/** The shop's name for a place on its pages that shows items. 1 to 64 characters. */
export type SlotId = string;

/** Where time comes from. Injected, so that tests and the trainer's evaluation own it. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
}

/** Where randomness comes from. Injected; in production `crypto.getRandomValues`. */
export interface RandomSource {
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** 32 lower-case hexadecimal digits drawn from `random`: event ids, epochs. */
export function newId(random: RandomSource): string {
  return toHex(random.bytes(16));
}

/** 32-bit FNV-1a of a text's UTF-16 units, as 8 hexadecimal digits: tells some hundred texts apart. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function toFingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
