import type { Catalogue } from '../../../trainer/catalogue.ts';
import type { Log } from '../../../trainer/log.ts';
import { createRandom } from '../../../trainer/models/random.ts';
import { catalogueOf, logOf } from '../trainer-models/small-log.ts';

const TRIBES = 4;
const KINDS_EACH = 3;
const ITEMS_EACH = 2;

/** What a session of a tribe looks at: mostly its own three kinds of things; `loyalty` 0: whatever there is. */
export function tribesOf(
  sessions: number,
  loyalty: number,
  seed = 1,
): { readonly log: Log; readonly catalogue: Catalogue } {
  const random = createRandom(seed);
  const all = Array.from(
    { length: TRIBES * KINDS_EACH * ITEMS_EACH },
    (_, item) => `item-${String(item).padStart(2, '0')}`,
  );
  const own = all.length / TRIBES;
  const log = logOf(
    Array.from({ length: sessions }, (_, session) =>
      Array.from({ length: 10 }, () => {
        const isOwn = random() < loyalty;
        return all[isOwn ? (session % TRIBES) * own + Math.floor(random() * own) : Math.floor(random() * all.length)]!;
      }),
    ),
  );
  return {
    log,
    catalogue: catalogueOf(
      log,
      Object.fromEntries(all.map((id, at) => [id, `kind ${'abcdefghijkl'[Math.floor(at / ITEMS_EACH)]}`])),
    ),
  };
}

export function tribeOf(session: number): number {
  return session % TRIBES;
}
