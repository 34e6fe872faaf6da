import type { RawProfile } from '../../contract/profile.ts';
import type { Bundle } from '../bundle/decode.ts';
import { Refusal } from '../envelope.ts';
import type { JournalEntry } from '../store/store.ts';
import type { Answered, Desk } from './desk.ts';

/** How often another tab may come between before a change is given up. */
const TRIES = 8;

/**
 * Appends what `toEntry` makes of the profile as it stands, so that it counts only where no other row has come between; nothing
 * where `toEntry` throws, or has nothing to say.
 */
export async function appendNext(
  { append, getKept }: Desk,
  toEntry: (
    profile: RawProfile,
    bundle: Bundle,
  ) => Partial<JournalEntry> | undefined | Promise<Partial<JournalEntry> | undefined>,
): Answered<{ revision: number }> {
  const { profile, decider, living } = await getKept();
  const { bundle } = (await decider).open;
  // else the copy would lack what it has yet to take in
  await living;
  for (let left = TRIES; left > 0; left--) {
    await profile.refresh();
    const after = profile.revision();
    const entry = await toEntry(profile.raw(), bundle);
    if (!entry) return { ok: true, revision: after };
    const revision = await append({ ...entry, after });
    if (revision === after + 1) return { ok: true, revision };
    // another tab's row came between, and this one is void
  }
  throw new Refusal('store', 'other tabs kept writing to the profile; try again');
}
