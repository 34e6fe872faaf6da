import type { ToScriptUrl } from '../engine-client/create-worker.ts';

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL: ToScriptUrl };
}

/**
 * Makes URLs that this build asks for acceptable where Trusted Types are enforced, by one policy `aisle`. The page's own
 * scripts never get hold of it. Where the CSP does not allow the policy, the plain URL stays and the browser refuses it.
 */
export function createScriptUrls(): ToScriptUrl {
  try {
    const { trustedTypes } = globalThis as unknown as { trustedTypes: TrustedTypesFactory };
    const policy = trustedTypes.createPolicy('aisle', { createScriptURL: (url) => url });
    return (url) => policy.createScriptURL(url);
  } catch {
    // there are none, or the policy is refused or taken
    return (url) => url;
  }
}
