import { startConsent } from './consent.ts';
import { startSlotNotes } from './slot-notes.ts';

startSlotNotes();
void startConsent();
