import { isHexId } from './events.ts';
import { integer, isRecordOf, isShape, list, match, maybe, number, oneOf, shape, text, type Check } from './guards.ts';
import {
  MAX_EVENT_ITEMS,
  MAX_ID_LENGTH,
  MAX_IGNORED,
  MAX_NAME_LENGTH,
  MAX_PATH_LENGTH,
  MAX_POSITION,
  MAX_TIME_MS,
  MAX_TOKEN_LENGTH,
} from './limits.ts';
import {
  LEDGER_STATES,
  MAX_IMPRESSIONS,
  MAX_LEDGER,
  MAX_LOGGED_EVENTS,
  MAX_PEOPLE,
  MAX_REPORT_LENGTH,
  MAX_TRAITS,
  MAX_TRAIT_VALUES,
  MAX_TRIES,
  type Bought,
  type LedgerEntry,
  type Liking,
  type LivingState,
  type LoggedEvent,
  type OfferState,
  type People,
  type ReportPlan,
  type ReportsState,
  type SegmentState,
  type Trait,
} from './living.ts';
import { EPOCH_MICRO_EPSILON, MAX_TASK_MICRO_EPSILON, OFFER_STEPS, STEPS } from './reports.ts';
import { RULE_EVENTS } from './segments.ts';

const isTime = /* @__PURE__ */ number(0, MAX_TIME_MS);
const isCount = /* @__PURE__ */ number(0, Number.MAX_SAFE_INTEGER);
const isAmount = /* @__PURE__ */ number(-1e12, 1e12);
const isPrice = /* @__PURE__ */ number(0, Number.MAX_VALUE);
const isQuantity = /* @__PURE__ */ number(1, Number.MAX_VALUE);
const isName = /* @__PURE__ */ text(1, MAX_NAME_LENGTH);
const isItemId = /* @__PURE__ */ text(1, MAX_ID_LENGTH);
/** Days since 1970, and sevens of them. */
const isDay = /* @__PURE__ */ integer(0, 1_000_000);
const isDebit = /* @__PURE__ */ integer(0, MAX_TASK_MICRO_EPSILON);
const isKey = /* @__PURE__ */ match(/^[0-9a-f]{64}$/);

const FIELDS: () => Readonly<Record<keyof Required<LivingState>, Check>> = () => ({
  v: oneOf(1),
  seq: isCount,
  at: isTime,
  log: list(isLoggedEvent, 0, MAX_LOGGED_EVENTS),
  segments: recordOf(isSegmentState),
  rules: list(text(0, 16), 0, 1_000),
  faults: recordOf(isCount),
  cluster: isClusterState,
  left: list(isName, 0, 1_000),
  traits: list(isTrait, 0, MAX_TRAITS),
  people: isPeople,
  offers: shape({ seed: maybe(isHexId), states: recordOf(isOfferState) }),
  ledger: list(isLedgerEntry, 0, MAX_LEDGER),
  reports: isReportsState,
  ignored: shape({
    items: list(isItemId, 0, MAX_IGNORED),
    values: list(shape({ attribute: isName, value: isName }), 0, MAX_IGNORED),
  }),
  visits: shape({ count: isCount, startedAt: isTime, before: isTime }),
  last: shape({ view: maybe(isTime), cart: maybe(isTime), purchase: maybe(isTime) }),
  counts: recordOf(isCount),
  money: shape({
    orders: isAmount,
    spent: isAmount,
    lines: isAmount,
    pieces: isAmount,
    recentOrders: isDecaying,
    recentSpent: isDecaying,
  }),
  cart: recordOf(shape({ quantity: isQuantity, price: maybe(isPrice) })),
  abandonsAt: isTime,
  vectors: recordOf(recordOf(isLiking)),
  bought: recordOf(recordOf(isBought)),
  boughtItems: recordOf(isBought),
});

/** Whether `value` is what a profile holds as `living`, exactly as `livingSchema.partial()` decides. Never throws. */
export function isLiving(value: unknown): value is Partial<LivingState> {
  const fields = Object.entries(FIELDS()).map(([name, check]) => [name, maybe(check)] as const);
  return isShape(value, Object.fromEntries(fields));
}

export function isLoggedEvent(value: unknown): value is LoggedEvent {
  return isShape(value, {
    at: isTime,
    type: oneOf(...RULE_EVENTS),
    id: maybe(isHexId),
    items: maybe(list(shape({ id: isItemId, quantity: maybe(isQuantity), price: maybe(isPrice) }), 0, MAX_EVENT_ITEMS)),
    name: maybe(isName),
    words: maybe(list(text(1, MAX_TOKEN_LENGTH), 0, Infinity)),
    ms: maybe(isCount),
    rating: maybe(number(0, 5)),
  });
}

export function isSegmentState(value: unknown): value is SegmentState {
  return isShape(value, {
    rule: text(0, 16),
    isIn: isFlag,
    since: isTime,
    trueAt: maybe(isTime),
    entered: maybe(list(isTime, 0, 1_000)),
  });
}

export function isClusterState(value: unknown): value is NonNullable<LivingState['cluster']> {
  return isShape(value, { of: text(1, 16), id: isName, since: isTime });
}

export function isTrait(value: unknown): value is Trait {
  const isList = list(isName, 1, MAX_TRAIT_VALUES);
  return isShape(value, {
    source: isName,
    path: text(1, MAX_PATH_LENGTH),
    name: isName,
    value: (given) => isName(given) || isAmount(given) || isList(given),
    at: isTime,
    until: isTime,
  });
}

export function isPeople(value: unknown): value is People {
  const isAway = shape({ key: isKey, at: isTime, profile: (profile) => isRecordOf(profile, () => true) });
  return isShape(value, {
    salt: isHexId,
    current: maybe(isKey),
    sweptAt: isTime,
    away: list(isAway, 0, MAX_PEOPLE),
  });
}

export function isOfferState(value: unknown): value is OfferState {
  const isTally = shape({
    shown: isCount,
    accepted: isCount,
    dismissed: isCount,
    purchases: isCount,
    value: number(0, 1e12),
  });
  return isShape(value, {
    visits: list(isTime, 1, 1_000),
    visit: isCount,
    isHeld: isFlag,
    firstAt: isTime,
    endedAt: maybe(isTime),
    offer: isTally,
    holdout: isTally,
  });
}

export function isLedgerEntry(value: unknown): value is LedgerEntry {
  const isLine = shape({ id: isItemId, quantity: integer(1) });
  const isReport = shape({
    key: isHexId,
    at: isTime,
    task: oneOf('report'),
    about: isName,
    body: text(1, MAX_REPORT_LENGTH),
    debit: isDebit,
    state: oneOf(...LEDGER_STATES.slice(1)),
  });
  const isRecovery = shape({
    key: isHexId,
    at: isTime,
    task: oneOf('recovery'),
    body: shape({ offer: isName, lines: list(isLine, 1, MAX_EVENT_ITEMS) }),
    state: oneOf(...LEDGER_STATES),
    tries: integer(1, MAX_TRIES),
    triedAt: isTime,
  });
  return isRecovery(value) || isReport(value);
}

export function isReportPlan(value: unknown): value is ReportPlan {
  return isShape(value, {
    id: isHexId,
    task: match(/^[0-9a-f]{16}$/),
    question: integer(0, 255),
    day: isDay,
    epoch: isDay,
    debit: isDebit,
    dueAt: isTime,
  });
}

export function isReportsState(value: unknown): value is ReportsState {
  const isImpression = shape({
    item: isItemId,
    list: isName,
    position: maybe(integer(0, MAX_POSITION)),
    step: oneOf(...STEPS),
  });
  return isShape(value, {
    epoch: isDay,
    spent: integer(0, EPOCH_MICRO_EPSILON),
    lastDay: isDay,
    asked: (given) => isRecordOf(given, isDay),
    refused: list(isName, 0, 32),
    plan: maybe(isReportPlan),
    impressions: list(isImpression, 0, MAX_IMPRESSIONS),
    offers: list(shape({ id: isName, step: oneOf(...OFFER_STEPS) }), 0, 100),
  });
}

export function isLiking(value: unknown): value is Liking {
  const sum = maybe(isAmount);
  return isShape(value, {
    at: isTime,
    view: sum,
    dwell: sum,
    click: sum,
    search: sum,
    wish: sum,
    cart: sum,
    remove: sum,
    abandon: sum,
    buy: sum,
    refund: sum,
    review: sum,
    said: sum,
  });
}

export function isBought(value: unknown): value is Bought {
  return isShape(value, { count: isCount, first: isTime, last: isTime });
}

function recordOf(isValue: Check): Check {
  return (value) => isRecordOf(value, isValue);
}

function isDecaying(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isAmount(value[0]) && isTime(value[1]);
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}
