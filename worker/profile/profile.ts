// The door of this room.
export { createRawProfile, isPausedAt, PAUSE_MS, toRawProfile, type RawProfile } from './raw-profile.ts';
export { foldEvent, markNotInterested } from './fold.ts';
export { foldEntry } from './fold-entry.ts';
