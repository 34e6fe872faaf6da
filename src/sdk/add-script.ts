import type { ToScriptUrl } from '../engine-client/create-worker.ts';
import type { ChunkScript, SdkHost } from '../loader/handover.ts';

/** Adds scripts of this build from `baseUrl` to a page without the loader. What is added never throws. */
export function createAdd(baseUrl: string, toScriptUrl: ToScriptUrl): SdkHost['add'] {
  return (name, aisle, more) => {
    const chunk: Partial<ChunkScript> = {
      crossOrigin: 'anonymous',
      referrerPolicy: 'no-referrer',
      src: toScriptUrl(new URL(`aisle-${name}.js`, baseUrl).href) as string,
      aisle: aisle as (chunk: unknown) => void,
      ...more,
    };
    try {
      document.head.append(Object.assign(document.createElement('script'), chunk));
    } catch {
      // Trusted Types that allow no policy of ours: the page does without
    }
  };
}
