import { toFingerprint } from '../../contract/ids.ts';
import type { LivingState } from '../../contract/living.ts';
import type { Clustering, LivingSpec } from '../../contract/segments.ts';
import { halfLivesOf, likingAt } from '../living/vectors.ts';
import { entryOf } from '../profile/raw-profile.ts';
import { openFeatures, standardise, type ClusterInputs } from './cluster-features.ts';

/** What of a living profile clusters are worked out from, and where they are kept. */
export type ClusterState = Pick<LivingState, 'at' | 'vectors' | 'money' | 'counts' | 'visits'> &
  Pick<Partial<LivingState>, 'cluster'>;

export interface ClusterView {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** The clusters of a bundle. */
export interface Clusters {
  /** Assigns anew, after something has been folded into the state. */
  take(state: ClusterState): void;
  /** The visitor's; worked out without writing it down where what is written is of another bundle. */
  at(state: ClusterState): ClusterView | undefined;
}

/**
 * Opens a bundle's clusters. A visitor belongs to the nearest centre, as soon as there is enough to go by, and stays with it
 * until another one is nearer by a share of the distance (`margin`): whoever stands on a border does not go to and fro.
 * Undefined where there are none, or they are made of something that a newer build alone can work out.
 */
export function openClusters({ clusters: clustering, signals }: LivingSpec): Clusters | undefined {
  if (!clustering) return undefined;
  const { clusters, mean, deviation, margin, least } = clustering;
  const measure = openFeatures(clustering.features, clustering);
  if (!measure) return undefined;
  const of = toFingerprint(JSON.stringify(clustering));
  const halfLives = halfLivesOf(signals);
  const attributes = attributesOf(clustering);

  const inputsOf = (state: ClusterState): ClusterInputs =>
    toClusterInputs(state, attributes, (liking) => likingAt(liking, state.at, halfLives));

  const assign = (state: ClusterState): LivingState['cluster'] | undefined => {
    const inputs = inputsOf(state);
    if (experienceOf(inputs) < least) return undefined;
    const vector = standardise(measure(inputs), mean, deviation);
    const former = state.cluster;
    const held = former?.of === of ? clusters.findIndex(({ id }) => id === former.id) : -1;
    const found = clusters[nearestCluster(clustering, vector, held, margin)]?.id;
    if (found === undefined) return undefined;
    return { of, id: found, since: former?.id === found ? former.since : state.at };
  };

  return {
    take(state) {
      const found = assign(state);
      if (found) state.cluster = found;
      else delete state.cluster;
    },
    at(state) {
      const found = state.cluster?.of === of ? state.cluster : assign(state);
      const cluster = clusters.find(({ id }) => id === found?.id);
      return cluster && found && { id: cluster.id, name: cluster.name, since: found.since };
    },
  };
}

/** What it has to go by: products looked at, put into the cart and bought. */
export function experienceOf({ views, carts, lines }: ClusterInputs): number {
  return views + carts + lines;
}

/** Reads the inputs out of a living profile; `interestOf` says what a liking weighs as of its newest event. */
export function toClusterInputs(
  { vectors, money, counts, visits }: Omit<ClusterState, 'at' | 'cluster'>,
  attributes: readonly string[],
  interestOf: (liking: LivingState['vectors'][string][string]) => number,
): ClusterInputs {
  const interests = attributes.map((attribute) => {
    const values = Object.entries(entryOf(vectors, attribute) ?? {});
    return [attribute, Object.fromEntries(values.map(([value, liking]) => [value, interestOf(liking)]))] as const;
  });
  return {
    interests: Object.fromEntries(interests),
    orders: money.orders,
    lines: money.lines,
    pieces: money.pieces,
    spent: money.spent,
    views: entryOf(counts, 'product_view') ?? 0,
    carts: entryOf(counts, 'add_to_cart') ?? 0,
    visits: visits.count,
  };
}

/**
 * Index of the cluster whose centre is nearest to a standardised vector, -1 where it lies outside every radius. The one that is
 * `held` stays unless another is nearer by `margin` of its distance, and its radius is wider by as much.
 */
export function nearestCluster(
  { clusters }: Pick<Clustering, 'clusters'>,
  vector: readonly number[],
  held = -1,
  margin = 0,
): number {
  let [nearest, least] = [-1, Infinity];
  clusters.forEach(({ centre, radius }, at) => {
    const distance = Math.hypot(...centre.map((place, feature) => place - vector[feature]!));
    const kept = at === held ? margin : 0;
    if (distance > (radius ?? Infinity) * (1 + kept) || distance * (1 - kept) >= least) return;
    [nearest, least] = [at, distance * (1 - kept)];
  });
  return nearest;
}

/** Those whose interests the features ask for. */
function attributesOf({ themes, levels }: Pick<Clustering, 'themes' | 'levels'>): string[] {
  const named = [
    ...themes.flatMap(({ values }) => values.map(([attribute]) => attribute)),
    ...levels.map(({ attribute }) => attribute),
  ];
  return [...new Set(named)];
}
