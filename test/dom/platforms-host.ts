import type { EventDraft } from '../../src/capture/draft.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';
import { productOfPage } from '../../src/storefront/product-page.ts';
import { createReading } from '../../src/storefront/reading.ts';
import { openPlatforms, type PlatformReader } from '../../src/storefront/platforms/platforms.ts';
import type { StorefrontHost } from '../../src/storefront/storefront.ts';

/** A visit's room for platforms on the page as it stands, with a clock that is set by hand. */
export interface PlatformsRoom {
  readonly reader: PlatformReader;
  /** What was emitted without a click's own answer. */
  readonly drafts: EventDraft[];
  readonly boundary: Boundary;
  now: number;
  /** Acts as a shopper, and gives what the reader answers. */
  act(selector: string, type?: 'click' | 'auxclick' | 'submit'): EventDraft | null | undefined;
  start(): void;
}

export function openRoom(): PlatformsRoom {
  const drafts: EventDraft[] = [];
  const boundary = createBoundary(() => {});
  const host: StorefrontHost = {
    emit: (draft) => void drafts.push(draft),
    now: () => room.now,
    boundary,
    has: () => true,
    ready: Promise.resolve(),
    site: () => ({ currency: 'EUR', locale: 'en' }),
    ask: () => Promise.resolve(['lantern', 'red']),
    add: () => {},
    isFlooded: () => false,
    look: () => {},
  };
  const reader = openPlatforms(host, createReading(host.site), () => productOfPage(host.site()));
  const room: PlatformsRoom = {
    reader,
    drafts,
    boundary,
    now: 1_000,
    act(selector, type = 'click') {
      const target = document.querySelector(selector);
      if (!target) throw new Error(`there is no ${selector}`);
      let answer: EventDraft | null | undefined;
      const hear = (event: Event): void => {
        const path = event.composedPath().filter((node) => node instanceof Element);
        answer = reader.hear!(event, path);
      };
      document.addEventListener(type, hear, { capture: true, once: true });
      target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true, composed: true }));
      return answer;
    },
    start: () => reader.startRoute!(boundary, 5_000),
  };
  return room;
}

export function setPage(html: string, body: Readonly<Record<string, string>> = {}, path = '/'): void {
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
  for (const [name, value] of Object.entries(body)) document.body.setAttribute(name, value);
  document.body.innerHTML = html;
  history.replaceState(null, '', path);
}
