/**
 * Ranks of the targets among scores, 1 the best, ascending: those above them, and as far into those alike as they would stand on
 * average, were these shuffled. Of m targets among t alike the j-th stands at j (t + 1) / (m + 1): for one, half of them are
 * before it. Infinity for a target without a score: 0, NaN where it was excluded, or no place among the scores.
 */
export function averageRanks(scores: Float32Array, targets: readonly (number | undefined)[]): number[] {
  const counts = new Map<number, number>();
  let misses = 0;
  for (const target of targets) {
    const score = target === undefined ? NaN : scores[target]!;
    if (score > 0) counts.set(score, (counts.get(score) ?? 0) + 1);
    else misses++;
  }
  const ranks: number[] = [];
  const wanted = Float32Array.from(counts.keys()).toSorted().toReversed();
  if (wanted.length > 0) {
    // sorted once, where one pass a target would be as many as there are targets
    const sorted = scores
      .filter((score) => score >= wanted.at(-1)!)
      .toSorted()
      .toReversed();
    let above = 0;
    for (const score of wanted) {
      while (sorted[above]! > score) above++;
      let alike = 0;
      while (sorted[above + alike] === score) alike++;
      spread(ranks, above, alike, counts.get(score)!);
    }
  }
  return [...ranks, ...Array.from({ length: misses }, () => Infinity)];
}

function spread(ranks: number[], above: number, alike: number, count: number): void {
  for (let nth = 1; nth <= count; nth++) ranks.push(above + (nth * (alike + 1)) / (count + 1));
}
