// The door of this room.
export { createRawProfile, isRawProfile, toRawProfile, type RawProfile } from './raw-profile.ts';
export { foldEvent, markNotInterested } from './fold.ts';
