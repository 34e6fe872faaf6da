import { MAX_NAME_LENGTH } from '../../contract/limits.ts';

/** Standard deviations from all visitors' mean from which on a theme is worth its name. */
const TELLING = 0.6;
/** A second theme is named beside the first where it is nearly as strong. */
const SECOND = 0.75;
const MAX_SLUG = 50;

/** What is said of a cluster whose centre lies as far out; positive and negative. */
const PHRASES: Readonly<Record<string, { readonly from: number; readonly more: string; readonly less: string }>> = {
  orders: { from: 0.8, more: 'regular customers', less: 'first orders' },
  visits: { from: 0.8, more: 'frequent visitors', less: 'first visits' },
  lines: { from: 0.8, more: 'many products at once', less: 'few products at a time' },
  pieces: { from: 0.6, more: 'bulk quantities', less: 'few of each' },
  orderValue: { from: 0.8, more: 'large orders', less: 'small orders' },
  views: { from: 0.8, more: 'browsing widely', less: 'short looks' },
  carts: { from: 0.8, more: 'quick to decide', less: 'looking without buying' },
};

export interface NamedCluster {
  readonly id: string;
  readonly name: string;
  readonly traits: { feature: string; isMore: boolean }[];
}

/**
 * Names clusters by what tells them apart: the features of a centre (standardised: 0 is what all visitors do) that lie furthest
 * out, at most three of them, what they like first. Names and ids are unique, and the same for the same centres.
 */
export function nameClusters(features: readonly string[], centres: readonly (readonly number[])[]): NamedCluster[] {
  const taken = new Set<string>();
  const ids = new Set<string>();
  return centres.map((centre) => {
    const places = features.map((feature, at) => ({ feature, place: centre[at]! }));
    const told = tellingOf(places);
    const texts = told.map(({ feature, place }) => textOf(feature, place, told));
    // one more of what tells it apart, until nobody else is called so
    let count = 1;
    while (count < texts.length && (taken.has(toName(texts.slice(0, count))) || count < Math.min(texts.length, 3)))
      count++;
    let name = toName(texts.slice(0, count));
    for (let number = 2; taken.has(name); number++)
      name = `${toName(texts.slice(0, count)).slice(0, MAX_NAME_LENGTH - 4)} (${number})`;
    taken.add(name);
    let id = `cluster-${toSlug(name)}`;
    // names that differ in nothing that an id may hold
    for (let number = 2; ids.has(id); number++) id = `cluster-${toSlug(name)}-${number}`;
    ids.add(id);
    return {
      id,
      name,
      traits: told.slice(0, 4).map(({ feature, place }) => ({ feature, isMore: place > 0 })),
    };
  });
}

interface Place {
  readonly feature: string;
  readonly place: number;
}

function tellingOf(places: readonly Place[]): Place[] {
  const byStrength = places.toSorted((a, b) => Math.abs(b.place) - Math.abs(a.place));
  const themes = byStrength.filter(({ feature, place }) => feature.startsWith('theme:') && place >= TELLING);
  const liked = themes.filter(({ place }, at) => at === 0 || (at === 1 && place >= SECOND * themes[0]!.place));
  const habits = byStrength.filter(({ feature, place }) => Math.abs(place) >= (PHRASES[feature]?.from ?? Infinity));
  const levels = byStrength.filter(({ feature, place }) => feature.startsWith('level:') && Math.abs(place) >= TELLING);
  // a habit that is further out than what is liked is what people would say first
  const all = [...liked, ...habits].toSorted((a, b) => Math.abs(b.place) - Math.abs(a.place));
  const told = [...all, ...levels];
  return told.length > 0 ? told : byStrength.slice(0, 1);
}

function textOf(feature: string, place: number, told: readonly Place[]): string {
  const [sort, rest] = [feature.slice(0, feature.indexOf(':')), feature.slice(feature.indexOf(':') + 1)];
  if (sort === 'theme') {
    const isAlone = told.filter((each) => each.feature.startsWith('theme:')).length === 1;
    // two themes: of each its first half
    const text = isAlone ? rest : rest.split(' and ')[0]!;
    return place > 0 ? text : `no ${text}`;
  }
  if (sort === 'level') return place > 0 ? 'higher prices' : 'low prices';
  const phrase = PHRASES[feature];
  return (place > 0 ? phrase?.more : phrase?.less) ?? feature;
}

function toName(texts: readonly string[]): string {
  let name = '';
  for (const text of texts) {
    const longer = name === '' ? text : `${name}, ${text}`;
    if (longer.length <= MAX_NAME_LENGTH) name = longer;
  }
  const short = name || texts[0]!.slice(0, MAX_NAME_LENGTH);
  return short[0]!.toUpperCase() + short.slice(1);
}

function toSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  return slug || 'other';
}
