import type { Clock } from '../contract/ids.ts';

/** Where bundle and script files come from: a disk under Node, an asset store on workerd. */
export interface Files {
  /** The whole file; undefined where there is none. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** A string that changes whenever the file does, without reading it; undefined where there is none. */
  revision(path: string): Promise<string | undefined>;
}

export type Encoding = 'br' | 'gzip';

/** What the app needs of the machine it runs on. `nodePlatform()` is Node's. */
export interface Platform {
  readonly files: Files;
  readonly clock: Clock;
  /** Absent where the host compresses by itself, as a CDN in front of workerd does. */
  readonly compress?: (bytes: Uint8Array<ArrayBuffer>, encoding: Encoding) => Promise<Uint8Array<ArrayBuffer>>;
  /** Told once about each bundle that could not be read; the last good one stays in service. */
  readonly onProblem?: (problem: Error) => void;
}
