import { describe } from './find-lists.ts';
import type { Finding } from './model.ts';
import { shareOf } from './popularity.ts';
import type { Sequences } from './sequences.ts';

const TAUS = [0, 1, 0.5, 0.2, 0.1, 0.05, 0.02];

/** How fast popularity ages: the tau under which the tail's events are most likely. */
export function findAgeing(base: Sequences, tail: Sequences): { tau: number; finding: Finding } {
  const likelihoods = TAUS.map((tau) => {
    const share = shareOf(base, tau);
    let sum = 0;
    for (const row of tail.row) sum += Math.log(share[row]! + 0.1 / base.items);
    return sum / Math.max(tail.row.length, 1);
  });
  const best = likelihoods.indexOf(Math.max(...likelihoods));
  const tau = TAUS[best]!;
  return {
    tau,
    finding: {
      what: 'ageing of popularity',
      chosen: describe({ tau }),
      metric: 'mean log likelihood of the tail, nats an event',
      before: likelihoods[0]!,
      after: likelihoods[best]!,
    },
  };
}
