/** Numbers below `size`, each with a key, the smallest first: a binary heap in which keys may change. */
export interface Queue {
  /** Infinity takes it out. */
  set(id: number, key: number): void;
  /** Key of the first; Infinity where there is none. */
  peek(): number;
  /** Takes the first out; call it only where there is one. */
  pop(): number;
  copy(): Queue;
}

export function createQueue(
  size: number,
  keys = new Float64Array(size).fill(Infinity),
  heap: number[] = [],
  places = new Int32Array(size),
): Queue {
  const keyAt = (place: number): number => keys[heap[place]!]!;
  const put = (id: number, place: number): void => {
    heap[place] = id;
    places[id] = place;
  };
  const swap = (a: number, b: number): void => {
    const id = heap[a]!;
    put(heap[b]!, a);
    put(id, b);
  };
  const settle = (from: number): void => {
    let place = from;
    for (let up = (place - 1) >> 1; place > 0 && keyAt(place) < keyAt(up); up = (place - 1) >> 1) {
      swap(place, up);
      place = up;
    }
    for (;;) {
      let down = 2 * place + 1;
      if (down + 1 < heap.length && keyAt(down + 1) < keyAt(down)) down++;
      if (down >= heap.length || keyAt(place) <= keyAt(down)) return;
      swap(place, down);
      place = down;
    }
  };
  const set = (id: number, key: number): void => {
    const before = keys[id]!;
    if (before === key) return;
    keys[id] = key;
    if (before === Infinity) put(id, heap.length);
    if (key < Infinity) return settle(places[id]!);
    const last = heap.pop()!;
    if (last === id) return;
    const place = places[id]!;
    put(last, place);
    settle(place);
  };
  return {
    set,
    peek: () => (heap.length > 0 ? keyAt(0) : Infinity),
    pop() {
      const first = heap[0]!;
      set(first, Infinity);
      return first;
    },
    copy: () => createQueue(size, keys.slice(), heap.slice(), places.slice()),
  };
}
