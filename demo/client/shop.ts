import { startConsent } from './consent.ts';
import { startQuantity } from './quantity.ts';
import { startSlotNotes } from './slot-notes.ts';

startSlotNotes();
startQuantity();
void startConsent();
