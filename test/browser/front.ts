import type { Decision } from '../../contract/protocol.ts';
import type { Site } from '../../contract/site.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';
import type { Left } from '../../src/slots/find-slots.ts';
import { createSlots } from '../../src/slots/slots.ts';
import { observeDeeply } from '../../src/storefront/deep-observer.ts';
import { openSiteSlots } from '../../src/storefront/site-slots.ts';
import type { StorefrontHost } from '../../src/storefront/storefront.ts';

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
}

/** A page's slots as a visit keeps them, with an engine that ranks as it is told. */
export interface Front {
  readonly boundary: Boundary;
  /** What was asked, and what became of it, slot by slot. */
  readonly asked: { readonly slot: string; readonly items: readonly string[]; readonly pinned: readonly number[] }[];
  readonly told: { readonly slot: string; readonly left: Left | undefined }[];
  /** Why the last decision was not followed; `applied` where it was. */
  last(slot?: string): string | undefined;
  /** Resolves when that many decisions have been told. */
  untilTold(count?: number): Promise<void>;
}

export function startFront(
  site: Site,
  rank = (items: readonly string[]): readonly string[] => items.toReversed(),
): Front {
  const boundary = createBoundary(() => {});
  const asked: Front['asked'] = [];
  const told: Front['told'] = [];
  let isDue = false;
  const look = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      if (boundary.signal.aborted) return;
      slots.find();
      void slots.decide();
    });
  };
  const host = { site: () => site, boundary, now: () => performance.now(), look } as Partial<StorefrontHost>;
  const front = openSiteSlots(host as StorefrontHost);
  observeDeeply(host as StorefrontHost);
  const slots = createSlots({
    ask: (requests) =>
      Promise.resolve({
        display: [],
        decisions: requests.map((request): Decision => {
          if (request.mode !== 'rank') throw new Error('only rank slots stand here');
          const pinned = new Set(request.pinned);
          asked.push({ slot: request.slot, items: request.items, pinned: [...pinned] });
          const free = request.items.filter((_, index) => !pinned.has(index));
          const ranked = rank(free).values();
          const items = request.items.map((id, index) => (pinned.has(index) ? id : ranked.next().value!));
          return { slot: request.slot, items, source: 'personalised', arm: 'personalised', reasons: [], tookMs: 0 };
        }),
      }),
    isMarked: () => true,
    declared: front,
    openFront: look,
    deadlineMs: () => 3_000,
    now: () => performance.now(),
    onDecision: ({ slot }, _, left) => told.push({ slot, left }),
    boundary,
  });
  // as the visit does
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  boundary.onEnd(() => observer.disconnect());
  look();
  return {
    boundary,
    asked,
    told,
    last(slot) {
      const found = told.findLast((each) => slot === undefined || each.slot === slot);
      return found && (found.left ?? 'applied');
    },
    async untilTold(count = 1) {
      const end = performance.now() + 8_000;
      while (told.length < count) {
        if (performance.now() > end) throw new Error(`${told.length} of ${count} decisions were told`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

/** Ids of `cards` in the order in which somebody reads them: by the middle of their boxes, rows of `rowHeight`. */
export function readOrder(cards: Iterable<Element>, rowHeight = 40, isRightToLeft = false): string[] {
  return [...cards]
    .map((card) => ({ id: card.getAttribute('data-id') ?? card.textContent.trim(), box: card.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0)
    .map(({ id, box }) => ({ id, row: Math.round(box.top / rowHeight), left: isRightToLeft ? -box.right : box.left }))
    .toSorted((a, b) => a.row - b.row || a.left - b.left)
    .map(({ id }) => id);
}

/** Adds up layout shifts; `take` waits until two frames are painted, and starts again at 0. */
export function watchShifts(): { take(): Promise<number>; stop(): void } {
  let sum = 0;
  const add = (entries: PerformanceEntryList): void => {
    for (const { value } of entries as LayoutShift[]) sum += value;
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: 'layout-shift' });
  return {
    async take() {
      for (let frame = 0; frame < 2; frame++) {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30)));
      }
      add(observer.takeRecords());
      const taken = sum;
      sum = 0;
      return taken;
    },
    stop: () => observer.disconnect(),
  };
}
