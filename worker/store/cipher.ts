import type { RandomSource } from '../../contract/ids.ts';
import { SCHEMA_VERSION, type Sealed } from './schema.ts';

const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12;

/** Where a sealed value stands: which store, and which number there. */
export type Place = readonly [store: 'journal' | 'snapshot', seq: number];

export interface Cipher {
  /** Encrypts a JSON value with a fresh 96-bit IV, bound to its place and to the schema version. */
  seal(place: Place, value: unknown): Promise<Sealed>;
  /** Undefined for another key, a flipped bit, a row moved to another store or number, or of another schema. */
  unseal(place: Place, sealed: Sealed): Promise<unknown>;
}

/** A key that the browser keeps and no script can read: `extractable` is false. */
export function createKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Whether what stands in a key's place is one of ours. */
export function isKey(value: unknown): value is CryptoKey {
  return (value as CryptoKey | undefined)?.algorithm?.name === ALGORITHM;
}

/**
 * AES-GCM (NIST SP 800-38D) with random IVs: a key would have to seal 2^32 rows before an IV is likely to come twice. It
 * protects against a look at the database with tools, and against programs that search files; not against somebody who has
 * the whole disk, since the browser keeps the key there too, nor against a script on the same origin.
 */
export function createCipher(key: CryptoKey, random: RandomSource): Cipher {
  const algorithm = ([store, seq]: Place, iv: Sealed['iv'], v = 1): AesGcmParams => ({
    name: ALGORITHM,
    iv,
    // version 1 did not bind a row of the journal to its number
    additionalData: new TextEncoder().encode(`aisle|${store}|${v < 2 && store === 'journal' ? '' : `${seq}|`}${v}`),
  });
  return {
    async seal(place, value) {
      const iv = random.bytes(IV_BYTES);
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const data = await crypto.subtle.encrypt(algorithm(place, iv, SCHEMA_VERSION), key, plain);
      return { v: SCHEMA_VERSION, iv, data };
    },
    async unseal(place, { v, iv, data }) {
      try {
        const plain = await crypto.subtle.decrypt(algorithm(place, iv, v), key, data);
        return JSON.parse(new TextDecoder().decode(plain)) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}
