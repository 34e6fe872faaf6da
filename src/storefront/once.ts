/** Told again within that time, it is the same. */
const WINDOW_MS = 600_000;

/**
 * An event id for a fact that the page which is left and the page that follows both tell of: the same for the same `fact` in
 * the same ten minutes. The engine counts an id once. Four 32-bit FNV-1a hashes; not a secret.
 */
export function onceId(fact: string, now: number): string {
  const text = `${fact}|${Math.floor(now / WINDOW_MS)}`;
  return [1, 2, 3, 4].map((seed) => hash(`${seed}${text}`)).join('');
}

function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}
