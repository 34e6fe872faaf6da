const RERANKED = 'reranked on this device';
const FILLED = 'picked on this device';

/**
 * Shows a shelf's small note once Aisle has decided about it and the shelf is really another than the server's. The
 * note's place is reserved: it moves nothing.
 */
export function startSlotNotes(): void {
  const served = new Map<Element, string>();
  for (const slot of document.querySelectorAll('[data-aisle-slot]')) served.set(slot, orderOf(slot));
  document.addEventListener(
    'aisle:decision',
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      const note = document.querySelector(`[data-slot-note="${CSS.escape(target.dataset['aisleSlot'] ?? '')}"]`);
      if (!note) return;
      note.textContent = target.dataset['aisleMode'] === 'fill' ? FILLED : RERANKED;
      note.classList.toggle('shown', orderOf(target) !== served.get(target));
    },
    // also where the event does not bubble
    { capture: true },
  );
}

function orderOf(slot: Element): string {
  return Array.from(slot.children, (child) => child.getAttribute('data-aisle-item') ?? child.localName).join(' ');
}
