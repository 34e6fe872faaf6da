import type { Manifest } from '../../contract/bundle.ts';
import { isRecord } from '../../contract/guards.ts';
import type { LivingChange } from '../../contract/living-calls.ts';
import type { RawProfile } from '../../contract/profile.ts';
import type { ProfilePatch } from '../../contract/protocol.ts';
import { badRequest } from './desk.ts';

export type SegmentPatch = Extract<ProfilePatch, { segment: string }>;

/**
 * What a row says of a segment that is left, or taken back.
 *
 * @throws Refusal `bad-request` for what is neither in the bundle nor has been left
 */
export function toLeave(
  { segment, leave }: SegmentPatch,
  manifest: Manifest,
  { living }: RawProfile,
  place: string,
): LivingChange {
  const { segments, clusters } = (manifest.living ?? {}) as Readonly<Record<string, unknown>>;
  const known = [segments, isRecord(clusters) ? clusters['clusters'] : []].flatMap(idsOf);
  // one that was left may not be in the bundle any more
  if (![...known, ...(living?.left ?? [])].includes(segment))
    throw badRequest(
      `${place}.segment`,
      segment,
      `a segment or cluster of the bundle: ${known.join(', ') || 'it has none'}`,
    );
  return { do: 'leave', segment, isOut: leave };
}

function idsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list.map((each: unknown) => isRecord(each) && each['id']) : [];
}
