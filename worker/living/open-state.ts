import type { LivingState, LoggedEvent } from '../../contract/living.ts';
import { isLiving } from '../../contract/living-guards.ts';
import type { RawProfile } from '../../contract/profile.ts';
import { RULE_EVENTS, type RuleEvent } from '../../contract/segments.ts';
import { withoutIgnored } from './catalogue.ts';
import { fold } from './fold.ts';
import type { Setting } from './setting.ts';

/** Fields that belong to stages that may not have anything to keep. */
type Kept = 'cluster' | 'traits' | 'people' | 'offers' | 'ledger' | 'reports';
/** A state as every stage finds it: whole but for these. */
export type OpenState = Omit<LivingState, Kept> & Partial<Pick<LivingState, Kept>>;

/** Of a visitor of whom nothing is known. */
export function createState(): OpenState {
  return {
    v: 1,
    seq: 0,
    at: 0,
    log: [],
    segments: {},
    rules: [],
    faults: {},
    left: [],
    ignored: { items: [], values: [] },
    visits: { count: 0, startedAt: 0, before: 0 },
    last: {},
    counts: {},
    money: { orders: 0, spent: 0, lines: 0, pieces: 0, recentOrders: [0, 0], recentSpent: [0, 0] },
    cart: {},
    vectors: {},
    bought: {},
    boughtItems: {},
  };
}

/** What to do with a state of an older version: `MIGRATIONS[v]` makes one of v + 1 of it. */
const MIGRATIONS: readonly ((profile: RawProfile, before: number, setting: Setting) => OpenState)[] = [
  // a profile from before there was a living one
  fromCore,
];

/**
 * The state that a profile's `living` stands for, in this version: as it is, where it is of this version and whole; a new one,
 * where it cannot be read. Of a profile from before there was any it is made of what that remembers of the time before
 * `before` (ms since 1970): what comes then is taken in from the journal.
 */
export function openState(profile: RawProfile, before: number, setting: Setting): OpenState {
  const { living } = profile;
  const { v = 0 } = living as { v?: number };
  if (v === 1 && isLiving(living)) return Object.assign(living, { ...createState(), ...living });
  const kept = v === 0 && isLiving(living) ? living : {};
  return { ...(MIGRATIONS[v] ?? createState)(profile, before, setting), ...kept };
}

/** Looks, carts, orders and searches of the last 30 days, without quantities and prices; and how often each was done. */
function fromCore(profile: RawProfile, before: number, setting: Setting): OpenState {
  const state = createState();
  state.ignored = structuredClone(profile.ignored);
  const catalogue = withoutIgnored(setting.catalogue, state.ignored);
  const events = rememberedEvents(profile).filter(({ at }) => at < before);
  for (const event of events) {
    fold(state, event, catalogue, setting);
    state.at = Math.max(state.at, event.at);
  }
  const { sessions, totals, cart } = profile;
  // the core has taken in already what is about to come
  if (totals.events === 0 || totals.firstAt >= before) return state;
  const later = rememberedEvents(profile).filter(({ at }) => at >= before);
  const counted = (total: number, type: RuleEvent): number =>
    Math.max(0, total - later.filter((event) => event.type === type).length);
  state.counts = {
    product_view: counted(totals.views, 'product_view'),
    add_to_cart: counted(totals.carts, 'add_to_cart'),
    purchase: counted(totals.purchases, 'purchase'),
    refund: totals.refunds,
    search: counted(totals.searches, 'search'),
  };
  state.money.orders = Math.max(0, state.counts['purchase']! - totals.refunds);
  if (totals.lastPurchaseAt > 0 && totals.lastPurchaseAt < before) state.last.purchase = totals.lastPurchaseAt;
  state.cart = Object.fromEntries(Object.entries(cart).map(([item, quantity]) => [item, { quantity }]));
  if (state.at > 0) state.visits = { count: Math.max(1, sessions.count), startedAt: state.at, before: 0 };
  return state;
}

/** What the core remembers one by one, as events of many items again, oldest first. */
function rememberedEvents({ recent, searches }: RawProfile): LoggedEvent[] {
  const events = new Map<string, LoggedEvent>();
  for (const { id, at, type, item } of recent) {
    const known = RULE_EVENTS.find((name) => name === type);
    if (!known) continue;
    const key = id ?? `${at} ${type}`;
    const event = events.get(key) ?? { at, type: known, ...(id && { id }), items: [] };
    event.items?.push({ id: item });
    events.set(key, event);
  }
  for (const { id, at, word } of searches) {
    const key = id ?? `${at} search`;
    const event = events.get(key) ?? { at, type: 'search' as const, ...(id && { id }), words: [] };
    event.words?.push(word);
    events.set(key, event);
  }
  return [...events.values()].toSorted((a, b) => a.at - b.at);
}
