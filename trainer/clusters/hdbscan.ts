import type { Edge } from './reachability.ts';

/** A cluster of the condensed tree. */
interface Branch {
  readonly parent: number;
  /** 1 / distance at which it parted from its parent. */
  readonly birth: number;
  stability: number;
}

/**
 * HDBSCAN* (Campello, Moulavi and Sander 2013; condensed as in McInnes and Healy 2017): single linkage over mutual reachability,
 * branches of fewer than `least` rows fall off, and of the branches those are kept that last longest (excess of mass), never the
 * whole. `edges`: a minimum spanning tree of the mutual reachability of `rows` rows. A label for every row, -1 for noise; clusters
 * are numbered by their first row.
 */
export function hdbscan(edges: readonly Edge[], rows: number, least: number): Int32Array {
  const tree = linkage(edges, rows);
  const { branches, branchOf } = condense(tree, rows, least);
  const isKept = keepMostStable(branches);
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    let branch = branchOf[row]!;
    while (branch >= 0 && !isKept[branch]) branch = branches[branch]!.parent;
    if (branch < 0) return -1;
    if (!numbers.has(branch)) numbers.set(branch, numbers.size);
    return numbers.get(branch)!;
  });
}

interface Tree {
  /** Of the joined node rows + i: its halves, at which distance, and how many rows it holds. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly distance: Float64Array;
  readonly size: Int32Array;
}

function linkage(edges: readonly Edge[], rows: number): Tree {
  const parent = Int32Array.from({ length: 2 * rows }, (_, node) => node);
  const find = (node: number): number => {
    while (parent[node] !== node) node = parent[node] = parent[parent[node]!]!;
    return node;
  };
  const tree = {
    left: new Int32Array(rows - 1),
    right: new Int32Array(rows - 1),
    distance: new Float64Array(rows - 1),
    size: new Int32Array(rows - 1),
  };
  const sizeOf = (node: number) => (node < rows ? 1 : tree.size[node - rows]!);
  edges
    .toSorted((one, other) => one.distance - other.distance || one.from - other.from || one.to - other.to)
    .forEach(({ from, to, distance }, at) => {
      const [left, right] = [find(from), find(to)];
      tree.left[at] = left;
      tree.right[at] = right;
      tree.distance[at] = distance;
      tree.size[at] = sizeOf(left) + sizeOf(right);
      parent[left] = parent[right] = rows + at;
    });
  return tree;
}

function condense(tree: Tree, rows: number, least: number): { branches: Branch[]; branchOf: Int32Array } {
  const branches: Branch[] = [{ parent: -1, birth: 0, stability: 0 }];
  const branchOf = new Int32Array(rows);
  const sizeOf = (node: number) => (node < rows ? 1 : tree.size[node - rows]!);
  /** All rows of `node` leave `branch` at `level`. */
  const drop = (node: number, branch: number, level: number): void => {
    const open = [node];
    branches[branch]!.stability += (level - branches[branch]!.birth) * sizeOf(node);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next < rows) branchOf[next] = branch;
      else open.push(tree.left[next - rows]!, tree.right[next - rows]!);
    }
  };
  const open: [node: number, branch: number][] = [[2 * rows - 2, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, branch] = next;
    // rows that lie on each other part at no finite level
    const level = 1 / Math.max(tree.distance[node - rows]!, 1e-9);
    const halves = [tree.left[node - rows]!, tree.right[node - rows]!];
    const isSplit = halves.every((half) => sizeOf(half) >= least);
    for (const half of halves) {
      if (isSplit) {
        branches[branch]!.stability += (level - branches[branch]!.birth) * sizeOf(half);
        branches.push({ parent: branch, birth: level, stability: 0 });
        if (half < rows) drop(half, branches.length - 1, level);
        else open.push([half, branches.length - 1]);
      } else if (sizeOf(half) < least || half < rows) drop(half, branch, level);
      else open.push([half, branch]);
    }
  }
  return { branches, branchOf };
}

/** Excess of mass: a branch is kept unless its own branches last longer together. */
function keepMostStable(branches: readonly Branch[]): boolean[] {
  const isKept = branches.map(() => false);
  const below = branches.map(() => 0);
  // a branch comes after its parent
  for (let at = branches.length - 1; at > 0; at--) {
    const { parent, stability } = branches[at]!;
    isKept[at] = stability >= below[at]!;
    below[parent]! += Math.max(stability, below[at]!);
  }
  for (let at = 1; at < branches.length; at++) {
    for (let up = branches[at]!.parent; up > 0 && isKept[at]; up = branches[up]!.parent) {
      if (isKept[up]) isKept[at] = false;
    }
  }
  return isKept;
}
