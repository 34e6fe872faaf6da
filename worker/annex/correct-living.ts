import type { LivingChange } from '../../contract/living-calls.ts';
import type { RawProfile } from '../../contract/profile.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';

/** What a patch says of the living profile, whose own room takes it in. */
export function toChange(patch: ProfilePatch): LivingChange[] {
  if ('interest' in patch) return [{ do: 'interest', ...patch.interest }];
  if ('event' in patch) return [{ do: 'takeBack', event: patch.event }];
  if (!('ignore' in patch)) return [];
  const { ignore: isOut } = patch;
  if ('item' in patch) return [{ do: 'ignoreItem', item: patch.item, isOut }];
  return [{ do: 'ignoreValue', attribute: patch.attribute, value: patch.value, isOut }];
}

/**
 * What is left of a living profile that cannot be corrected, because its room is not there: nothing that was learned. What its
 * owner has decided, what has left the device, and what others have put away here stay.
 */
export function toUnlearned({
  left,
  ledger,
  offers,
  people,
  reports,
  traits,
}: RawProfile['living']): RawProfile['living'] {
  // what is spent stays spent
  const budget = reports && { ...reports, impressions: [], offers: [] };
  const kept = { left, ledger, offers, people, reports: budget, traits };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}
