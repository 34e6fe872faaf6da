import type { Sending } from '../../contract/living-calls.ts';
import type { Listeners } from '../sdk/listeners.ts';

/** Shorter than the wait before the next try, so that there are never two at once. */
const PATIENCE_MS = 8_000;
/** Too busy, or not now: it may be tried again. */
const LATER = new Set([408, 425, 429]);

/**
 * Hands a cart over: `{ offer, lines: [{ id, quantity }] }` and nothing else, as JSON to the shop's own endpoint, or to the page's
 * `on('recovery')`. It is in the ledger by now. No cookie goes to another origin, and no referrer anywhere. Two requests with the
 * same `Idempotency-Key` are one. Resolves to undefined when nobody can say whether it has arrived; never rejects.
 */
export async function sendRecovery(
  { key, body, endpoint }: Sending,
  listeners: Pick<Listeners, 'has' | 'emit'>,
  signal: AbortSignal,
): Promise<'acknowledged' | 'refused' | undefined> {
  if (signal.aborted) return undefined;
  if (endpoint === undefined) {
    if (!listeners.has('recovery')) return undefined;
    listeners.emit('recovery', body);
    return 'acknowledged';
  }
  const over = new AbortController();
  const end = (): void => over.abort();
  const timer = setTimeout(end, PATIENCE_MS);
  signal.addEventListener('abort', end);
  try {
    const url = new URL(endpoint, location.origin);
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      credentials: url.origin === location.origin ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'error',
      // the page may be left by the same click
      keepalive: true,
      signal: over.signal,
    });
    if (ok) return 'acknowledged';
    return status >= 500 || LATER.has(status) ? undefined : 'refused';
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
