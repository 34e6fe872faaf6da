import type { AisleEvent } from '../../contract/events.ts';
import type { LivingChange } from '../../contract/living-calls.ts';
import { MAX_IMPRESSIONS, MAX_LEDGER, type ReportsState } from '../../contract/living.ts';
import type { RawProfile } from '../../contract/profile.ts';
import { EPOCH_MICRO_EPSILON, epochOf, STEPS } from '../../contract/reports.ts';
import type { LivingRow } from '../living/living.ts';
import { DAY_MS } from './budget.ts';

/** Longer than any task's `everyDays`. */
const ASKED_DAYS = 366;
const MAX_OFFERS = 100;

type Impression = ReportsState['impressions'][number];
type Step = Impression['step'];
type Living = RawProfile['living'];

/**
 * Takes what a row says of private reports: plans and their cost, what came of them, and, while one is planned, what the visit
 * does. The same rows give the same state in whichever tab. `known`: number of the row before, as far as the living profile
 * has seen; `isAsked`: the bundle asks for reports.
 */
export function foldReports(living: Living, row: LivingRow, known: number, isAsked: boolean): void {
  const { seq, after, events, at = living.at ?? 0 } = row;
  // rows were merged by a tab that could not bring this script: what they have cost nobody can tell any more
  const isGap = seq !== known + 1 && (!!living.reports || (isAsked && known > 0));
  if (isGap) living.reports = exhaust(living.reports, at);
  // worked out from a state that another tab has changed meanwhile
  const changes = after === undefined || after === seq - 1 ? (row.changes ?? []) : [];
  for (const change of changes) foldChange(living, change, at);
  const { reports, ignored } = living;
  if (!reports?.plan) return;
  const isIgnored = (item: string): boolean => !!ignored?.items.includes(item);
  for (const event of events) foldEvent(reports, event, isIgnored);
}

/** Nothing is left of the seven days. */
function exhaust(reports: ReportsState | undefined, at: number): ReportsState {
  const { epoch, lastDay, ...rest } = reports ?? createReports();
  return {
    ...rest,
    epoch: Math.max(epoch, epochOf(at)),
    spent: EPOCH_MICRO_EPSILON,
    lastDay: Math.max(lastDay, Math.floor(at / DAY_MS)),
  };
}

function createReports(): ReportsState {
  return { epoch: 0, spent: 0, lastDay: 0, asked: {}, refused: [], impressions: [], offers: [] };
}

function foldChange(living: Living, change: LivingChange, at: number): void {
  if (change.do === 'plan') {
    const { plan, refused } = change;
    const { epoch, spent, lastDay, asked } = living.reports ?? createReports();
    if (plan.day <= lastDay) return;
    const isNew = plan.epoch > epoch;
    const recent = Object.entries(asked).filter(([, day]) => plan.day - day < ASKED_DAYS);
    living.reports = {
      epoch: Math.max(epoch, plan.epoch),
      spent: Math.min(EPOCH_MICRO_EPSILON, (isNew ? 0 : spent) + plan.debit),
      lastDay: plan.day,
      // one that says nothing has told nothing
      asked: Object.fromEntries(plan.debit > 0 ? [...recent, [plan.task, plan.day]] : recent),
      refused: [...refused],
      plan,
      impressions: [],
      offers: [],
    };
    return;
  }
  if (change.do === 'reported') {
    const { do: _, ...entry } = change;
    const ledger = (living.ledger ??= []);
    if (!ledger.some(({ key }) => key === entry.key)) ledger.push({ ...entry, at, task: 'report' });
    if (ledger.length > MAX_LEDGER) ledger.shift();
  }
  const { reports } = living;
  if (!reports?.plan) return;
  if (change.do === 'unplan' || (change.do === 'reported' && change.key === reports.plan.id)) {
    delete reports.plan;
    Object.assign(reports, { impressions: [], offers: [] });
  }
  if (change.do === 'ignoreItem') reports.impressions = reports.impressions.filter(({ item }) => item !== change.item);
  // which of them it has made nobody remembers
  if (change.do === 'takeBack') reports.impressions = [];
  if (change.do === 'show' && reports.offers.length < MAX_OFFERS)
    reports.offers.push({ id: change.offer, step: change.isHeld ? 'held' : 'shown' });
  if (change.do === 'answer') {
    const shown = reports.offers.findLast(({ id, step }) => id === change.offer && step === 'shown');
    if (shown) shown.step = change.how;
  }
}

function foldEvent(reports: ReportsState, event: AisleEvent, isIgnored: (item: string) => boolean): void {
  switch (event.type) {
    case 'list_view':
      for (const { id, position, list = event.list } of event.items)
        if (list !== undefined && !isIgnored(id)) push(reports, { item: id, list, position, step: 'seen' });
      return;
    case 'product_click':
      for (const { id, list, position } of event.items)
        if (list !== undefined && !isIgnored(id)) click(reports, { item: id, list, position, step: 'clicked' });
      return;
    case 'add_to_cart':
      for (const { id, list, position } of event.items) {
        // from the card itself
        if (list !== undefined && !isIgnored(id)) click(reports, { item: id, list, position, step: 'clicked' });
        raise(reports, id, 'carted');
      }
      return;
    case 'purchase':
      for (const { id } of event.items) raise(reports, id, 'bought');
      for (const offer of reports.offers) if (offer.step !== 'held') offer.step = 'bought';
      return;
    default:
  }
}

function push(reports: ReportsState, { position, ...rest }: Impression): void {
  reports.impressions.push({ ...rest, ...(position !== undefined && { position }) });
  if (reports.impressions.length > MAX_IMPRESSIONS) reports.impressions.shift();
}

/** Put down to the newest time it was seen there; a click may also be all that is known of it. */
function click(reports: ReportsState, clicked: Impression): void {
  const { item, list, position } = clicked;
  const seen = reports.impressions.findLast((each) => each.item === item && each.list === list);
  if (!seen) push(reports, clicked);
  else {
    if (seen.step === 'seen') seen.step = 'clicked';
    if (position !== undefined) seen.position = position;
  }
}

/** What becomes of an item is put down to wherever it was clicked. */
function raise(reports: ReportsState, item: string, to: Step): void {
  for (const each of reports.impressions)
    if (each.item === item && each.step !== 'seen' && STEPS.indexOf(each.step) < STEPS.indexOf(to)) each.step = to;
}
