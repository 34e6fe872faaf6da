import type { ShownOrder } from '../../../contract/profile.ts';
import type { Bundle } from '../../bundle/decode.ts';
import { isPausedAt } from '../../profile/raw-profile.ts';
import { NAME } from '../../intake/name.ts';
import type { Mix } from '../hybrid.ts';
import type { Scorer } from '../scorer.ts';
import { learnFrom, rememberShown, toShown, tuneMix } from './feedback.ts';
import type { Refiner } from './refine.ts';

/** Takes the place of what the bundle does not know: a page may rank whatever somebody has typed. */
const UNKNOWN = { item: '?', parts: [0, 0, 0] };

/**
 * Weighs lists and attributes as this visitor's clicks have taught it. Orders that are shown go to disk with the next events:
 * the click on one of them is mostly recorded by the page it leads to.
 */
export function createFeedbackStage(bundle: Bundle): Partial<Refiner> {
  let opened: { readonly scorer: Scorer; readonly own: Mix } | undefined;
  /** Shown since events were last recorded. */
  let pending: ShownOrder[] = [];

  return {
    open({ belief }, _context, scorer) {
      opened = { scorer, own: scorer.mix };
      scorer.mix = tuneMix(scorer.mix, belief);
    },
    shown(request, { slot, items, source }, { now, rowOf = ([id]) => bundle.rows.get(id!) }) {
      // as of an event: a page may call a slot whatever somebody has typed
      if (!opened || source !== 'personalised' || !NAME.test(slot)) return;
      const { scorer, own } = opened;
      const idsOf = (id: string): string[] => {
        if (request.mode !== 'rank' || !request.also) return [id];
        return [id, ...(request.also[request.items.indexOf(id)] ?? [])];
      };
      const order = toShown(slot, items, now, own, (ids) => {
        const rows = ids.map((id) => rowOf(idsOf(id)));
        const known = Uint32Array.from(rows.filter((row) => row !== undefined));
        const tuned = scorer.mix;
        const none: Mix = { collaborative: 0, content: 0, popularity: 0 };
        const [collaborative, content, popularity] = (['collaborative', 'content', 'popularity'] as const).map(
          (part) => {
            scorer.mix = { ...none, [part]: own[part] };
            return scorer.score(known, known.length).slice();
          },
        );
        scorer.mix = tuned;
        let at = -1;
        return rows.map((row) => {
          if (row === undefined) return UNKNOWN;
          at++;
          return { item: bundle.ids[row]!, parts: [collaborative![at]!, content![at]!, popularity![at]!] };
        });
      });
      if (order) pending = rememberShown(pending, [order]);
    },
    learn(profile, events) {
      const { shown, belief } = profile;
      const fresh = pending.splice(0).flatMap((order) => {
        // shown to somebody who has logged out since, or does not want to be learned from
        return isPausedAt(profile, order.at) ? [] : (withoutSensitive(order, bundle) ?? []);
      });
      const before = { shown: rememberShown(shown, fresh), belief };
      return learnFrom(before, events) ?? (fresh.length > 0 ? before : undefined);
    },
  };
}

/** What is sensitive is kept nowhere; undefined where nobody has said what is. */
function withoutSensitive(order: ShownOrder, { sensitive, rows }: Bundle): ShownOrder | undefined {
  if (!sensitive) return undefined;
  const items = order.items.map((id) => (sensitive.items.includes(rows.get(id) ?? -1) ? UNKNOWN.item : id));
  return { ...order, items };
}
