import type { LivingChange } from '../../contract/living-calls.ts';
import { MAX_IGNORED } from '../../contract/limits.ts';
import type { LoggedEvent } from '../../contract/living.ts';
import { entryOf, setEntry } from '../profile/raw-profile.ts';
import type { Catalogue } from './catalogue.ts';
import { foldSums, unfold } from './fold.ts';
import type { OpenState } from './open-state.ts';
import type { Setting } from './setting.ts';
import { sweepVectors } from './vectors.ts';

/** Left segments; as the contract has it. */
const MAX_LEFT = 1_000;

/**
 * What its owner has corrected. Returns whether something was taken out of the log or the vectors, so that rules have to be
 * worked out anew. `at`: when the row was made.
 */
export function takeCorrection(
  state: OpenState,
  change: LivingChange,
  at: number,
  catalogue: Catalogue,
  setting: Setting,
): boolean {
  switch (change.do) {
    case 'leave':
      toggle(state.left, change.segment, change.isOut, MAX_LEFT);
      return false;
    case 'takeBack': {
      const event = state.log.find(({ id }) => id === change.event);
      if (event) unfold(state, event, catalogue, setting);
      return !!event;
    }
    case 'ignoreItem':
      toggle(state.ignored.items, change.item, change.isOut, MAX_IGNORED);
      if (change.isOut) forgetItem(state, change.item, catalogue, setting);
      return true;
    case 'ignoreValue': {
      const { attribute, value, isOut } = change;
      const { values } = state.ignored;
      state.ignored.values = values.filter((known) => known.attribute !== attribute || known.value !== value);
      if (isOut) {
        state.ignored.values = [...state.ignored.values, { attribute, value }].slice(-MAX_IGNORED);
        forgetValue(state, attribute, value);
      }
      return true;
    }
    case 'interest': {
      const { attribute, value, weight } = change;
      forgetValue(state, attribute, value);
      if (weight === 0) return true;
      const values = entryOf(state.vectors, attribute) ?? {};
      setEntry(values, value, { at, said: weight });
      setEntry(state.vectors, attribute, values);
      return true;
    }
    default:
      return false;
  }
}

/** As if it had never been touched, as far as what was done with it is still remembered one by one. */
function forgetItem(state: OpenState, item: string, catalogue: Catalogue, setting: Setting): void {
  const rest: LoggedEvent[] = [];
  for (const event of state.log) {
    const items = event.items?.filter(({ id }) => id !== item);
    if (!items || items.length === event.items!.length) {
      rest.push(event);
      continue;
    }
    foldSums(state, event, catalogue, setting, -1);
    if (items.length === 0) continue;
    const left = { ...event, items };
    foldSums(state, left, catalogue, setting, 1);
    rest.push(left);
  }
  state.log = rest;
  delete state.cart[item];
  delete state.boughtItems[item];
  sweepVectors(state);
}

function forgetValue({ vectors, bought }: OpenState, attribute: string, value: string): void {
  for (const record of [vectors, bought]) {
    const values = entryOf<Record<string, unknown>>(record, attribute);
    if (values) delete values[value];
  }
  sweepVectors({ vectors });
}

function toggle(list: string[], value: string, isIn: boolean, cap: number): void {
  const place = list.indexOf(value);
  if (place >= 0) list.splice(place, 1);
  if (isIn) list.push(value);
  if (list.length > cap) list.shift();
}
