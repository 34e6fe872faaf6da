import type { ConsentRecord, Grants } from '../../contract/grants.ts';
import type { ToScriptUrl } from '../engine-client/create-worker.ts';

/** What the script tag says, as far as the SDK needs it. */
export interface TagOptions {
  /** Absolute URL of the manifest, already checked: https or localhost. */
  readonly bundle: string;
  readonly site?: string;
  readonly key?: string;
  readonly worker?: string;
  readonly deadline?: string;
  readonly expose?: string;
  readonly capture?: string;
}

/** What the loader lends to the SDK. */
export interface SdkHost {
  readonly options: TagOptions;
  /** Where the lazily loaded files of this build lie. */
  readonly baseUrl: string;
  readonly toScriptUrl: ToScriptUrl;
  /** The gate's way in for `aisle.consent`. */
  readonly consent: (grants: Partial<Grants>, options?: unknown) => void;
}

/** What the SDK gives the loader in return. */
export interface SdkHandle {
  grant(record: ConsentRecord): void;
  change(record: ConsentRecord): void;
  withdraw(record: ConsentRecord): void;
  /** Runs one call of the queue, `['track', 'add_to_cart', {...}]`, and gives its answer. Never throws. */
  call(args: readonly unknown[]): unknown;
}

export type StartSdk = (host: SdkHost) => SdkHandle;

/** A script the loader has added; it waits for what the script hands over, and nothing of it is global. */
export interface ChunkScript extends HTMLScriptElement {
  aisle?: (chunk: unknown) => void;
}

/** Called at a chunk's top level, the only moment at which `currentScript` is the chunk's own. */
export function handOver(chunk: unknown): void {
  (document.currentScript as ChunkScript | null)?.aisle?.(chunk);
}
