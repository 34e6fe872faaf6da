import type { ConsentRecord, Grants } from '../../contract/grants.ts';
import type { ItemId, SlotId } from '../../contract/ids.ts';
import type { LedgerView, OfferView, RecoveryBody, SegmentView } from '../../contract/living-calls.ts';
import type { OfferContent } from '../../contract/segments.ts';
import type {
  Decision,
  DisplayEntry,
  Failure,
  ProfileExport,
  ProfilePatch,
  Reason,
  Reply,
} from '../../contract/protocol.ts';
import type { ConsentOptions } from '../consent/manual.ts';
import type { Left } from '../slots/find-slots.ts';

export interface RankOptions {
  /** ms until the given order stays. Default: the page's `data-deadline`, 150. */
  readonly deadlineMs?: number;
  /** Zero-based places that keep what stands there. */
  readonly pinned?: readonly number[];
  /** What the page knows of each item, in their order: 1 in stock, 2 sold out, 0 nothing. It beats what the bundle says. */
  readonly stock?: readonly number[];
}

export interface RecommendOptions {
  /** What the list is for; comes back as the decision's `slot`. At most 64 characters. */
  readonly context: SlotId;
  /** 1 to 200. */
  readonly limit: number;
  /** Choose among these only; absent: among the whole catalogue. */
  readonly candidates?: readonly ItemId[];
  readonly exclude?: readonly ItemId[];
  /** The product to find company for; catalogue lists only. */
  readonly item?: ItemId;
  /** Keeps an item when it returns true. Asked on the page, best item first. */
  readonly filter?: (item: ItemId) => boolean;
  /** Default: the page's `data-deadline`, 150. */
  readonly deadlineMs?: number;
}

export interface Recommendation extends Decision {
  /** Title, URL, image and price of the catalogue's items; empty when `candidates` were given. */
  readonly display: readonly DisplayEntry[];
}

/** What has left the device, oldest first. Where nobody can say, `reason` says why, and there are no entries. */
export interface Ledger {
  readonly ok: boolean;
  readonly reason?: Failure['reason'] | undefined;
  readonly entries: readonly LedgerView[];
}

/** An offer that is shown on this page, by an element of the page's, or by whoever hears of it. */
export interface OfferEvent {
  readonly id: string;
  /** Texts and addresses of the shop's, as they stand in the bundle: never HTML. */
  readonly content: OfferContent;
  /** The `data-aisle-offer` element that shows it; absent: only whoever hears of it does. */
  readonly slot?: string | undefined;
  /** Aborts when it ends: answered, expired, or its visitor is not in its segments any more. */
  readonly signal: AbortSignal;
  /**
   * The shopper wants it. One that recovers carts hands the cart over only with the shopper's own `click` event, given at once, and
   * with `imports` granted.
   */
  accept(click?: Event): Promise<void>;
  /** The shopper does not want it: it is not raised again before it has cooled down. */
  dismiss(): Promise<void>;
}

/** What a shop knows of this shopper from elsewhere: names with a value, or with several. At most 64 values of 64 characters. */
export type ImportedAttributes = Readonly<Record<string, string | readonly string[]>>;

/** A segment or cluster the visitor is in, as a page may read it. */
export interface ExposedSegment extends SegmentView {
  /** In the page's language, where the panel speaks it, else in English. */
  readonly reason?: string | undefined;
}

/** What `aisle.on` listens to. */
export interface AisleEventMap {
  /** A slot got its decision; `applied` is false where the server's order stayed all the same, and `left` says why. */
  readonly decision: Decision & { readonly applied: boolean; readonly left?: Left | undefined };
  /**
   * The visitor has come into a segment or cluster, or out of it; every page is told first of those that the visitor is in. Needs
   * `data-expose` (or `site.expose`) to be `segments` or `profile`.
   */
  readonly segment: { readonly id: string; readonly name: string; readonly isIn: boolean };
  readonly offer: OfferEvent;
  /** A cart whose owner has asked for it to be kept, where `site.recovery` is `{ callback: true }`. */
  readonly recovery: RecoveryBody;
  readonly consent: ConsentRecord;
  /** Something is not working and the page shows what the server sent. */
  readonly error: Failure;
}

/** Everything a page can do with Aisle. No function throws, no promise rejects. */
export interface Aisle {
  /**
   * Takes the shopper's choice from a shop that asks for it itself. Purposes that are not named stay as they were. It is one
   * signal of several: the most restrictive one counts.
   *
   * @example aisle.consent({ personalisation: 'granted', measurement: 'denied' });
   */
  consent(grants: Partial<Grants>, options?: ConsentOptions): void;
  /**
   * Records what the shopper did, in the canonical vocabulary; an unknown type is kept as a custom event. Without consent
   * nothing is recorded. `docs/capture.md` lists the types and what they carry.
   *
   * @example aisle.track('add_to_cart', { id: 'SKU-1', quantity: 2 });
   */
  track(type: string, payload?: unknown): void;
  /**
   * Orders `items`, a permutation of what was given. Resolves to the given order, `source: 'server'`, when consent is
   * missing or the engine misses the deadline.
   *
   * @example const { items } = await aisle.rank('home-hero', ['sku-1', 'sku-2']);
   */
  rank(slot: SlotId, items: readonly ItemId[], options?: RankOptions): Promise<Decision>;
  /**
   * The best of the catalogue, or of `candidates`. Resolves to no items (or to the candidates as given) when there is no
   * consent or no answer in time.
   *
   * @example const { items } = await aisle.recommend({ context: 'cart', limit: 4 });
   */
  recommend(options: RecommendOptions): Promise<Recommendation>;
  /**
   * The terms of an item's score, which add up to it, and the weightiest of them in a sentence in the page's language; null for
   * an item that the bundle does not know. With `slot`, what was decided for that slot on this page belongs to it: that the shop has
   * pinned the item, or that it stands there by chance.
   *
   * @example const { reason, sentence } = await aisle.explain('SKU-1'); // 'You looked at 3 lanterns this week'
   */
  explain(item: ItemId, slot?: SlotId): Promise<Reply<{ reason: Reason | null; sentence?: string | undefined }>>;
  /**
   * Which segments of the shop's, and which cluster, the visitor is in now, without those that were left. `reason` says in the
   * page's language why. Needs `data-expose` (or `site.expose`) to be `segments` or `profile`, else `not-exposed`; `not-loaded` where
   * the bundle has none.
   *
   * @example const reply = await aisle.segments(); // { ok: true, segments: [{ id: 'luxury-shoppers', name: 'Luxury shoppers', ... }] }
   */
  segments(): Promise<Reply<{ segments: readonly ExposedSegment[] }>>;
  /** The offers that are shown in this visit, on this page or another. */
  offers(): Promise<Reply<{ offers: readonly OfferView[] }>>;
  /** Returns the way to unsubscribe. */
  on<T extends keyof AisleEventMap>(type: T, listener: (detail: AisleEventMap[T]) => void): () => void;
  readonly profile: {
    /** The profile as the engine holds it. */
    read(): Promise<Reply<{ profile: unknown }>>;
    /** The profile and its journal as a document of their own. */
    export(): Promise<Reply<{ export: ProfileExport }>>;
    /**
     * Corrects one thing, or up to 64 at once: all of them or none. Resolves to `bad-request` for what is no patch.
     *
     * @example aisle.profile.correct({ interest: { attribute: 'colour', value: 'red', weight: 0 } });
     * @example aisle.profile.correct([{ item: 'SKU-1', ignore: true }, { event: 'c0ffee...' }]);
     */
    correct(patches: ProfilePatch | readonly ProfilePatch[]): Promise<Reply<object>>;
    /** Moves an item to the end of every slot from now on; `correct({ item, notInterested: false })` takes it back. */
    notInterested(item: ItemId): Promise<Reply<object>>;
    /**
     * `visit`: learns nothing more until the shop has not been used for 30 minutes. `off`: learns again at once. What is
     * known stays in use.
     */
    pause(what: 'visit' | 'off'): Promise<Reply<{ isPaused: boolean }>>;
    /**
     * Takes in what another of the shop's systems knows, under the name of that system; needs the purpose `imports`. Where the bundle
     * has a mapping for the source (docs/imports.md) it is JSON of any shape, of which the mapping keeps what it names; else
     * attributes of the catalogue, in the place of that source's former ones. `dropped` says what was not kept; where nothing is
     * left the answer is `bad-request`, and nothing was changed. `null` forgets all that the source has said. With the source
     * `aisle-profile`: a document of `export`, which takes the place of the profile.
     *
     * @example aisle.profile.import('crm', { loyalty: { tier: 'gold' }, tickets: { open: 1 } });
     * @example aisle.profile.import('erp', { kind: ['lantern', 'candle'], colour: 'cream' });
     */
    import(
      source: string,
      data: ImportedAttributes | ProfileExport | object | null,
    ): Promise<Reply<{ dropped?: readonly string[] }>>;
    /**
     * Somebody has logged in: `id` is any text of the shop's that stands for them, up to 256 characters, which is kept nowhere. What
     * was done on this device before is added to their profile, or to nobody's where somebody else was logged in. Twice is once.
     */
    login(id: string | number): Promise<Reply<object>>;
    /** Puts the profile of who is logged in away until they log in again, for 30 days; nothing of it has any effect meanwhile. */
    logout(): Promise<Reply<object>>;
    /** Deletes everything stored, puts the server's order back and learns nothing more until the next page. */
    erase(): Promise<Reply<object>>;
  };
  /**
   * All that ever left the device, the newest 100: when, for which task, what became of it, the privacy budget it took, and its
   * body, for whoever may read the profile. Carts that their owner has handed over are all there is; nothing else is sent.
   */
  ledger(): Promise<Ledger>;
}
