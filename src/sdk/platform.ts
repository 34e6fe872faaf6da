import type { Clock, RandomSource } from '../../contract/ids.ts';
import { createEngineClient, type EngineClient, type EngineClientOptions } from '../engine-client/engine-client.ts';

/** What of the browser the page realm uses; tests bring their own. */
export interface Platform {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly startEngine: (options: EngineClientOptions) => EngineClient;
}

export function browserPlatform(): Platform {
  return {
    clock: Date,
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    now: () => performance.now(),
    startEngine: createEngineClient,
  };
}
