// The door of this room.
export { createRawProfile, isPausedAt, PAUSE_MS, toRawProfile, type RawProfile } from './raw-profile.ts';
export { foldEvent, lookOf, markNotInterested } from './fold.ts';
export { isKnown } from './known-event.ts';
export { foldEntry } from './fold-entry.ts';
