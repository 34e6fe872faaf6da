/**
 * Mean silhouette (Rousseeuw 1987): for each row (b - a) / max(a, b), with a its mean distance to its own cluster and b that to the
 * nearest other one; 0 for who is alone. From -1 to 1; a row of label -1 is in no cluster and not counted. 0 where there are not
 * two clusters.
 */
export function silhouette(distances: Float32Array, labels: ArrayLike<number>): number {
  const rows = labels.length;
  const clusters = Math.max(-1, ...Array.from(labels)) + 1;
  const sizes = new Uint32Array(clusters);
  for (let row = 0; row < rows; row++) if (labels[row]! >= 0) sizes[labels[row]!]!++;
  if (sizes.filter((size) => size > 0).length < 2) return 0;
  const sums = new Float64Array(clusters);
  let [total, counted] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const own = labels[row]!;
    if (own < 0) continue;
    counted++;
    if (sizes[own] === 1) continue;
    sums.fill(0);
    for (let other = 0; other < rows; other++) {
      if (labels[other]! >= 0) sums[labels[other]!]! += distances[row * rows + other]!;
    }
    const inner = sums[own]! / (sizes[own]! - 1);
    let outer = Infinity;
    for (let cluster = 0; cluster < clusters; cluster++) {
      if (cluster !== own && sizes[cluster]! > 0) outer = Math.min(outer, sums[cluster]! / sizes[cluster]!);
    }
    total += (outer - inner) / Math.max(inner, outer, 1e-12);
  }
  return total / counted;
}

/** Adjusted Rand index (Hubert and Arabie 1985): 1 where two clusterings agree, about 0 where they do so by chance alone. */
export function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const pairs = new Map<string, number>();
  const [ones, others] = [new Map<number, number>(), new Map<number, number>()];
  for (let row = 0; row < one.length; row++) {
    const [a, b] = [one[row]!, other[row]!];
    pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1);
    ones.set(a, (ones.get(a) ?? 0) + 1);
    others.set(b, (others.get(b) ?? 0) + 1);
  }
  const pairsIn = (counts: Iterable<number>) =>
    Array.from(counts).reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const [together, inOne, inOther] = [pairsIn(pairs.values()), pairsIn(ones.values()), pairsIn(others.values())];
  const expected = (inOne * inOther) / pairsIn([one.length]);
  const most = (inOne + inOther) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
