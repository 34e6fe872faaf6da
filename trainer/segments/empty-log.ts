import type { Log } from '../log.ts';

/** Of a shop that gives a catalogue and no log. */
export const EMPTY_LOG: Log = {
  itemIds: [],
  sessionIds: [],
  offsets: new Uint32Array(1),
  user: new Int32Array(),
  userIds: [],
  item: new Uint32Array(),
  at: new Float64Array(),
  type: new Uint8Array(),
  quantity: new Float32Array(),
  price: new Float32Array(),
  rating: new Float32Array(),
  dwellMs: new Float32Array(),
  position: new Float32Array(),
  region: new Uint16Array(),
  regions: [''],
  split: new Uint8Array(),
  clock: 'time',
};
