import type { Grants } from '../../contract/grants.ts';
import type { Signal } from '../consent/source.ts';
import type { ToScriptUrl } from '../engine-client/create-worker.ts';

/** What the loader lends to the SDK. */
export interface SdkHost {
  /** The loader's own tag: its attributes are the options, and the other files lie beside its `src`. */
  readonly tag: HTMLScriptElement;
  /** Absolute URL of the manifest, already checked: https or localhost. */
  readonly bundle: string;
  readonly toScriptUrl: ToScriptUrl;
  /** The page's global, which knows the way to the gate. */
  readonly aisle: (...call: unknown[]) => unknown;
  /** Adds `aisle-NAME.js` from beside the loader, which hands its chunk to `take`; `more` is set on its element. */
  readonly add: (name: string, take: (chunk: never) => void, more?: Partial<ChunkScript>, tries?: number) => void;
}

/** What the SDK gives the loader in return. */
export interface SdkHandle {
  /** Hears what counts now and who has said what, as often as anybody says anything. */
  turn(grants: Grants, signals: Readonly<Record<string, Signal>>): void;
  /** Runs one call of the queue, `['track', 'add_to_cart', {...}]`, and gives its answer. Never throws. */
  call(args: readonly unknown[]): unknown;
}

/** A script the loader has added; it waits for what the script hands over, and nothing of it is global. */
export interface ChunkScript extends HTMLScriptElement {
  aisle?: (chunk: unknown) => void;
}

/** Called at a chunk's top level, the only moment at which `currentScript` is the chunk's own. */
export function handOver(chunk: unknown): void {
  (document.currentScript as ChunkScript | null)?.aisle?.(chunk);
}
