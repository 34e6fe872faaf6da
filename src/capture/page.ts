import { PAGE_KINDS, type PageKind } from '../../contract/events.ts';

/** The kind that `data-aisle-page` names; undefined where it names none of the vocabulary. */
export function readPageKind(): PageKind | undefined {
  const given = document.querySelector('[data-aisle-page]')?.getAttribute('data-aisle-page');
  return PAGE_KINDS.find((kind) => kind === given);
}
