import type { ItemId } from '../../contract/ids.ts';
import type { Decision, Failure } from '../../contract/protocol.ts';
import type { PageAnnex } from '../annex/page-annex.ts';
import type { Emit } from '../capture/draft.ts';
import type { follow } from '../capture/follow.ts';
import type { WorkerOptions } from '../engine-client/create-worker.ts';
import type { EngineClient } from '../engine-client/engine-client.ts';
import type { PanelHost } from '../privacy-panel/panel-host.ts';
import type { Left } from '../slots/find-slots.ts';
import type { openStorefront } from '../storefront/storefront.ts';

/** Everything a visit depends on; from the script tag or from `createAisle`. */
export interface VisitOptions extends WorkerOptions {
  readonly bundleUrl: string;
  readonly site: string;
  readonly keys: string[];
  readonly baseUrl: string;
  /** Default: the site's, else 150. */
  readonly deadlineMs?: number | undefined;
  /** Which sources of events are on, by the names of `data-capture`; `auto` is all of them. */
  readonly sources: readonly string[];
  /** Who may read scores and the profile: every script of the page with `profile`. Default: what the site says. */
  readonly expose?: string | undefined;
  /** Brings the annex; undefined where it cannot be had. The next call tries again. */
  readonly bringAnnex: () => Promise<PageAnnex | undefined>;
  /** Brings what follows a page once it is shown; undefined where it cannot be had. */
  readonly bringFollow: () => Promise<typeof follow | undefined>;
  /** Brings the room that reads a shop without attributes; undefined where it cannot be had. */
  readonly bringStorefront: () => Promise<typeof openStorefront | undefined>;
  readonly host: PanelHost;
  /** On a machine of a developer's, or with `data-debug`: what is wrong with a call is said in the console. */
  readonly isDebugged?: boolean | undefined;
}

/** What became of a slot, as `aisle:decision` tells it. */
export interface SlotOutcome extends Pick<Decision, 'slot' | 'items' | 'source' | 'arm'> {
  /** False where the server's order stayed. */
  readonly applied: boolean;
  /** Why it stayed. */
  readonly left?: Left | undefined;
}

/**
 * A page with consent: the engine runs and slots are ordered. With personalisation by what was recorded; with no more than
 * `contextual` by the products that the page is about, and then nothing is captured or kept. Ends with `end`, and by itself
 * when the engine is lost, when the shop has turned Aisle off, and at the third fault of ours.
 */
export interface Visit {
  readonly engine: EngineClient;
  /** For what other scripts of the page say: as much of it as a shopper can have done. Does nothing without personalisation. */
  readonly emit: Emit;
  /** Whether nothing more of that gets through now. */
  readonly isFlooded: () => boolean;
  /** Resolves when the engine has, or has not, its store and its bundle; it may get a bundle later. */
  readonly ready: Promise<Hello>;
  readonly annex: () => Promise<PageAnnex | undefined>;
  /** On a developer's machine: says in the console what is wrong with a call of `track`. */
  readonly check: ((type: unknown, payload: unknown) => unknown) | undefined;
  /** By the slot's element. */
  readonly outcomes: WeakMap<Element, SlotOutcome>;
  readonly options: VisitOptions;
  /** What `data-expose`, or else the site, lets every script of the page read; it may stand in the manifest: ask when `ready`. */
  exposed(): string | undefined;
  deadlineMs(): number;
  /** Orders every slot anew that nobody has touched: something was said of the profile. */
  again(): Promise<unknown>;
  /** Ids of what the page is about. */
  context(): ItemId[][];
  /** Stops capturing, drops what waits and puts the server's order back. The engine still answers. */
  end(): void;
}

/** Whether the engine has, or has not, its store and its bundle. */
export type Hello = { readonly ok: true } | Failure;
