/** Turns a URL into what `new Worker` accepts: itself, or a `TrustedScriptURL`. */
export type ToScriptUrl = (url: string) => unknown;

export interface StartedWorker {
  readonly worker: Worker;
  /** Terminates the worker and frees its blob. */
  end(): void;
}

interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

/**
 * Starts a classic worker from `workerUrl`, or else from `workerSource` by a blob URL, which works where the CDN is not in
 * `script-src` and with nonce + `strict-dynamic`. Undefined where the browser refuses at once (no Worker, Trusted Types);
 * a CSP without `blob:` refuses later, by an error event on the worker.
 */
export function createWorker(options: {
  readonly workerSource: string;
  readonly workerUrl?: string;
  readonly toScriptUrl?: ToScriptUrl;
}): StartedWorker | undefined {
  const { workerSource, workerUrl, toScriptUrl = ownPolicy() } = options;
  let blobUrl: string | undefined;
  const revoke = (): void => {
    if (blobUrl) URL.revokeObjectURL(blobUrl);
    blobUrl = undefined;
  };
  try {
    if (!workerUrl) blobUrl = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
    const worker = new Worker(toScriptUrl(workerUrl ?? blobUrl!) as string, { name: 'aisle' });
    // revoked any earlier, a slow browser finds nothing under the URL
    worker.addEventListener('message', revoke, { once: true });
    return {
      worker,
      end() {
        revoke();
        worker.terminate();
      },
    };
  } catch {
    revoke();
    return undefined;
  }
}

function ownPolicy(): ToScriptUrl {
  const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;
  try {
    const policy = factory?.createPolicy('aisle', { createScriptURL: (url) => url });
    if (policy) return (url) => policy.createScriptURL(url);
  } catch {
    // the name is not allowed or taken: without enforcement the plain URL does
  }
  return (url) => url;
}
