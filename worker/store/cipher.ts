import type { RandomSource } from '../../contract/ids.ts';
import { SCHEMA_VERSION, type Sealed } from './schema.ts';

const ALGORITHM = 'AES-GCM';
const IV_BYTES = 12;

export interface Cipher {
  /** Encrypts a JSON value with a fresh 96-bit IV, bound to its store and schema version. */
  seal(store: string, value: unknown): Promise<Sealed>;
  /** Undefined for another key, a flipped bit, a row moved to another store or of another schema. */
  unseal(store: string, sealed: Sealed): Promise<unknown>;
}

/** A key that the browser keeps and no script can read: `extractable` is false. */
export function createKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
}

/**
 * AES-GCM (NIST SP 800-38D) with random IVs: a key would have to seal 2^32 rows before an IV is likely to come twice. It
 * protects disk images and inspection, not against a script on the same origin.
 */
export function createCipher(key: CryptoKey, random: RandomSource): Cipher {
  const algorithm = (store: string, iv: Sealed['iv']): AesGcmParams => ({
    name: ALGORITHM,
    iv,
    additionalData: new TextEncoder().encode(`aisle|${store}|${SCHEMA_VERSION}`),
  });
  return {
    async seal(store, value) {
      const iv = random.bytes(IV_BYTES);
      const plain = new TextEncoder().encode(JSON.stringify(value));
      return { iv, data: await crypto.subtle.encrypt(algorithm(store, iv), key, plain) };
    },
    async unseal(store, { iv, data }) {
      try {
        const plain = await crypto.subtle.decrypt(algorithm(store, iv), key, data);
        return JSON.parse(new TextDecoder().decode(plain)) as unknown;
      } catch {
        return undefined;
      }
    },
  };
}
