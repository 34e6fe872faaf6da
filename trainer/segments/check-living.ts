import type { ImportSource, Offer, Recovery, Segment } from '../../contract/segments.ts';
import { didYouMean, type Complain, type Complaint } from '../config-issues.ts';
import { nearestName } from '../errors.ts';
import { checkCondition } from './check-condition.ts';
import { checkImports } from './check-imports.ts';
import { circlesOf, referencesOf } from './circles.ts';
import { checkDates, checkStay } from './durations.ts';
import type { KnownNames } from './known-names.ts';

export interface LivingRules {
  readonly segments: readonly Segment[];
  readonly offers: readonly Offer[];
  readonly recovery: Recovery | null;
  readonly imports: readonly ImportSource[];
}

/**
 * Everything that is wrong with segments, offers and imports whose shape is right; paths are those of `site`. Without `names`
 * nothing is held against a catalogue. `clusters`: their ids, or undefined where training has yet to find them, when a segment
 * that nobody knows may be one of them.
 */
export function checkLiving(
  { segments, offers, recovery, imports }: LivingRules,
  names: KnownNames | undefined,
  clusters: readonly string[] | undefined,
): Complaint[] {
  const complaints: Complaint[] = [];
  const complain: Complain = (path, message) => complaints.push({ path: ['site', ...path], message });
  const traits = imports.flatMap(({ fields }) => Object.values(fields).flatMap(({ trait }) => trait ?? []));
  const ids = segments.map(({ id }) => id);
  const known = [...ids, ...(clusters ?? [])];
  const refer = (id: string, path: readonly PropertyKey[]): void => {
    if (known.includes(id)) return;
    // what is nearly the name of a segment is hardly meant as one of the clusters
    if (clusters !== undefined || nearestName(id, ids) !== undefined)
      complain(path, `there is no segment ${id}. ${didYouMean(id, known)}`);
  };
  checkIds('segments', ids, complain);
  segments.forEach((segment, at) => {
    const path = ['segments', at];
    const { when, until, stay, cap } = segment;
    const context = { names, traits, complain };
    if (clusters?.includes(segment.id)) complain([...path, 'id'], `${segment.id} is a cluster’s: choose another`);
    checkCondition(when, [...path, 'when'], context);
    if (until) checkCondition(until, [...path, 'until'], context);
    if (until && JSON.stringify(until) === JSON.stringify(when))
      complain([...path, 'until'], 'says the same as when, so that nobody is ever in it');
    checkStay(stay, [...path, 'stay'], complain);
    checkStay(cap?.within, [...path, 'cap', 'within'], complain);
    checkDates(segment, path, complain);
    for (const { to, path: inner } of referencesOf(segment)) refer(to, [...path, ...inner]);
  });
  for (const circle of circlesOf(segments))
    complain(
      ['segments', ids.indexOf(circle[0]!)],
      `is in a circle: ${circle.join(' -> ')}. Take one of these references out`,
    );
  checkIds(
    'offers',
    offers.map(({ id }) => id),
    complain,
  );
  offers.forEach((offer, at) => {
    offer.segments.forEach((id, place) => refer(id, ['offers', at, 'segments', place]));
    checkOffer(offer, recovery, ['offers', at], complain);
  });
  checkImports(imports, names, complain);
  return complaints;
}

function checkIds(what: string, ids: readonly string[], complain: Complain): void {
  ids.forEach((id, at) => {
    const first = ids.indexOf(id);
    if (first < at) complain([what, at, 'id'], `${id} is the id of ${what}[${first}] already: choose another`);
  });
}

function checkOffer(offer: Offer, recovery: Recovery | null, path: readonly PropertyKey[], complain: Complain): void {
  const { content, recovers, expires, cap, coolDown, attribution } = offer;
  checkDates(offer, path, complain);
  for (const [key, given] of Object.entries({ expires, coolDown, attribution }))
    checkStay(given, [...path, key], complain);
  checkStay(cap?.within, [...path, 'cap', 'within'], complain);
  if (content.url !== undefined && content.action === undefined)
    complain([...path, 'content', 'action'], 'is missing: what stands on the button that leads to url');
  if (!recovers) return;
  if (recovery === null)
    complain(
      [...path, 'recovers'],
      'there is no site.recovery that the cart could be handed to: name its endpoint or callback',
    );
  if (content.action === undefined)
    complain(
      [...path, 'content', 'action'],
      'is missing: the cart is handed over only when the shopper presses a button',
    );
}
