export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly distance: number;
}

/** The larger of two rows' distance and of both's distance to their k-th neighbour, itself counted (Campello et al. 2013). */
export function mutualReachability(distances: Float32Array, rows: number, neighbours: number): Float32Array {
  const core = Float32Array.from({ length: rows }, (_, row) => {
    const sorted = distances.slice(row * rows, (row + 1) * rows).toSorted();
    return sorted[Math.min(neighbours, rows) - 1]!;
  });
  return atLeastCore(distances, core);
}

/** Distances between rows, none less than what either row has in `core`. */
export function atLeastCore(distances: Float32Array, core: Float32Array): Float32Array {
  const rows = core.length;
  const reach = Float32Array.from(distances);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      const least = Math.max(core[a]!, core[b]!);
      if (a !== b && reach[a * rows + b]! < least) reach[a * rows + b] = least;
    }
  }
  return reach;
}

/** A minimum spanning tree (Prim 1957) of rows whose distances are all known. */
export function spanningTree(distances: Float32Array, rows: number): Edge[] {
  const nearest = new Float32Array(rows).fill(Infinity);
  const from = new Int32Array(rows);
  const isIn = new Uint8Array(rows);
  const edges: Edge[] = [];
  for (let row = 0, count = 1; count < rows; count++) {
    isIn[row] = 1;
    let next = -1;
    for (let other = 0; other < rows; other++) {
      if (isIn[other]) continue;
      const distance = distances[row * rows + other]!;
      if (distance < nearest[other]!) {
        nearest[other] = distance;
        from[other] = row;
      }
      if (next < 0 || nearest[other]! < nearest[next]!) next = other;
    }
    edges.push({ from: from[next]!, to: next, distance: nearest[next]! });
    row = next;
  }
  return edges;
}
