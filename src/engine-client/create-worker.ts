/** Turns a URL into what `new Worker` accepts where Trusted Types are enforced: a `TrustedScriptURL`. */
export type ToScriptUrl = (url: string) => unknown;

export interface WorkerOptions {
  /** The worker's whole source as a classic script; started from a blob URL. */
  readonly workerSource: string;
  /** Same-origin URL of the worker as a file, for a CSP without `blob:`; then `workerSource` is not used. */
  readonly workerUrl?: string | undefined;
  readonly toScriptUrl: ToScriptUrl;
}

/**
 * Starts a classic worker from `workerUrl`, or else from `workerSource` by a blob URL, which works where the CDN is not in
 * `script-src` and with nonce + `strict-dynamic`. A CSP without `blob:` refuses by an error event on the worker. Where the
 * browser refuses at once (no Worker, Trusted Types) this throws what the browser throws.
 */
export function createWorker({ workerSource, workerUrl, toScriptUrl }: WorkerOptions): Worker {
  const url = workerUrl ?? URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const worker = new Worker(toScriptUrl(url) as string, { name: 'aisle' });
  // revoked any earlier, a slow browser finds nothing under the URL; one that never speaks goes with the page
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
