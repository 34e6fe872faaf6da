import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { EventDraft } from '../../src/capture/draft.ts';
import { follow, type Follower, type FollowHost } from '../../src/capture/follow.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';

interface Observed {
  readonly targets: Set<Element>;
  see(...seen: (readonly [element: Element, ratio: number])[]): void;
}

let drafts: EventDraft[];
let boundary: Boundary;
let route: Boundary;
let now: number;
let visibility: DocumentVisibilityState;
let observers: Observed[];
let turns: { settled: Promise<unknown>; isViewed: boolean }[];
let looks: number;

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/home');
  drafts = [];
  observers = [];
  turns = [];
  looks = 0;
  now = 0;
  visibility = 'visible';
  boundary = createBoundary(() => {});
  route = boundary.fork();
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly targets = new Set<Element>();
      readonly hear: (entries: unknown[]) => void;
      constructor(hear: (entries: unknown[]) => void) {
        this.hear = hear;
        observers.push(this);
      }
      observe(target: Element): void {
        this.targets.add(target);
      }
      disconnect(): void {
        this.targets.clear();
      }
      see(...seen: (readonly [Element, number])[]): void {
        this.hear(seen.map(([target, intersectionRatio]) => ({ target, intersectionRatio })));
      }
    },
  );
});
afterEach(() => {
  boundary.end();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
  document.body.replaceChildren();
});

const pass = async (ms: number): Promise<void> => {
  for (let left = ms; left > 0; left -= 50) {
    now += 50;
    await vi.advanceTimersByTimeAsync(50);
  }
};
const types = (): string[] => drafts.map(({ type }) => type);
const product = (id: string): string => `<main data-aisle-product="${id}"></main>`;

function start(more: Partial<FollowHost> = {}): Follower {
  let isSettled = true;
  let follower: Follower | undefined = undefined;
  follower = follow({
    emit: (draft) => void drafts.push(draft),
    now: () => now,
    boundary,
    storefront: () => undefined,
    isMarked: () => true,
    isPage: true,
    href: location.href,
    since: 0,
    viewed: undefined,
    isViewed: true,
    turn(settled, isViewed) {
      route.end();
      route = boundary.fork();
      const mine = route;
      turns.push({ settled, isViewed });
      isSettled = false;
      void settled.then(() => {
        if (mine.signal.aborted) return;
        isSettled = true;
        follower?.begin(mine, undefined, 77);
      });
    },
    look: () => {
      looks++;
      if (isSettled) follower?.look();
    },
    flush() {},
    ...more,
  });
  if (isSettled) follower.begin(route, undefined);
  return follower;
}

describe('a page that is followed', () => {
  test('tells late of a product that comes late, once', async () => {
    start();
    await pass(500);
    document.body.innerHTML = product('a');
    await pass(500);
    document.body.innerHTML = product('b');
    await pass(500);
    expect(drafts.filter(({ type }) => type === 'product_view')).toEqual([
      { type: 'product_view', items: [{ id: 'a' }] },
    ]);
  });

  test('is looked at no more often than five times a second, and not for text that changes', async () => {
    start();
    await pass(1_000);
    const before = looks;
    for (let change = 0; change < 20; change++) {
      document.body.append(document.createElement('p'));
      await pass(50);
    }
    expect(looks - before).toBeGreaterThan(2);
    expect(looks - before).toBeLessThanOrEqual(6);
    await pass(1_000);
    const later = looks;
    const clock = document.querySelector('p')!;
    for (let tick = 0; tick < 20; tick++) {
      clock.textContent = `${tick}`;
      await pass(50);
    }
    expect(looks).toBe(later);
  });

  test('becomes another route when it has settled, with the product that it is about by then', async () => {
    document.body.innerHTML = product('a');
    start({ viewed: { id: 'a' } });
    history.pushState(null, '', '/p/b');
    window.dispatchEvent(new Event('popstate'));
    expect(turns).toHaveLength(1);
    // what was shown before stands there while the new one is fetched
    await pass(300);
    expect(types()).not.toContain('product_view');
    document.body.innerHTML = product('b');
    await pass(1_000);
    expect(drafts.filter(({ type }) => type === 'product_view')).toEqual([
      { type: 'product_view', at: 77, items: [{ id: 'b' }] },
    ]);
  });

  test('ends the dwell of a product with it, not with its route', async () => {
    document.body.innerHTML = product('a');
    start({ viewed: { id: 'a' } });
    history.pushState(null, '', '/p/a/reviews');
    window.dispatchEvent(new Event('popstate'));
    await pass(3_000);
    expect(types()).not.toContain('product_view');
    document.body.innerHTML = '<p></p>';
    history.pushState(null, '', '/c');
    window.dispatchEvent(new Event('popstate'));
    await pass(20_000);
    const dwelt = drafts.filter(({ type }) => type === 'product_dwell').reduce((sum, { ms = 0 }) => sum + ms, 0);
    expect(dwelt).toBeGreaterThanOrEqual(3_000);
    expect(dwelt).toBeLessThan(4_500);
  });

  test('does not become another by a variant, a sorting or a campaign', async () => {
    document.body.innerHTML = product('a');
    start({ viewed: { id: 'a' } });
    history.replaceState(null, '', '/home?variant=2&utm_source=mail');
    window.dispatchEvent(new Event('popstate'));
    await pass(3_000);
    expect(turns).toEqual([]);
    expect(types()).not.toContain('product_view');
  });

  test('does where such a parameter brings another product', async () => {
    document.body.innerHTML = product('a');
    start({ viewed: { id: 'a' } });
    history.replaceState(null, '', '/home?variant=2');
    window.dispatchEvent(new Event('popstate'));
    document.body.innerHTML = product('b');
    await pass(3_000);
    expect(turns).toHaveLength(1);
    expect(drafts.filter(({ type }) => type === 'product_view')).toMatchObject([{ items: [{ id: 'b' }] }]);
  });

  test('goes on where it stood when it had moved before anybody followed', () => {
    const { href } = location;
    history.pushState(null, '', '/p/a');
    start({ href });
    expect(turns).toHaveLength(1);
  });

  test('is not viewed again by a sender’s page_view of the same route, and is by one of a virtual route', async () => {
    const follower = start();
    expect(follower.isViewed(undefined)).toBe(true);
    expect(follower.isViewed('/home?utm_source=mail')).toBe(true);
    expect(follower.isViewed(`${location.origin}/home/`)).toBe(true);
    expect(follower.isViewed('/virtual/step-2')).toBe(false);
    expect(follower.isViewed('/virtual/step-2')).toBe(true);
    // told before the URL changed: then the page itself does not tell it again
    expect(follower.isViewed('/next')).toBe(false);
    history.pushState(null, '', '/next');
    window.dispatchEvent(new Event('popstate'));
    expect(turns).toMatchObject([{ isViewed: true }]);
  });

  test('counts one page_view for each route of senders where the page is no source', () => {
    const follower = start({ isPage: false, isViewed: true });
    expect(follower.isViewed(undefined)).toBe(true);
    history.pushState(null, '', '/next');
    window.dispatchEvent(new Event('popstate'));
    expect(follower.isViewed(undefined)).toBe(false);
    expect(follower.isViewed(undefined)).toBe(true);
    expect(drafts).toEqual([]);
  });
});

describe('impressions', () => {
  const cards = (): Element[] => [...document.querySelectorAll('li')];
  const list = (ids: readonly string[]): string =>
    `<ul data-aisle-slot="home">${ids.map((id) => `<li data-aisle-item="${id}"></li>`).join('')}</ul>`;
  const views = (): unknown[] => drafts.filter(({ type }) => type === 'list_view').map(({ items }) => items);

  beforeEach(async () => {
    document.body.innerHTML = list(['a', 'b', 'c']);
    start();
    await pass(500);
  });

  test('are told a second after half a card came into view, together, with their places', async () => {
    const [a, b, c] = cards();
    observers[0]?.see([a!, 0.5], [b!, 1], [c!, 0.4]);
    await pass(900);
    expect(views()).toEqual([]);
    await pass(200);
    expect(drafts.at(-1)).toEqual({
      type: 'list_view',
      list: 'home',
      items: [
        { id: 'a', list: 'home', position: 0 },
        { id: 'b', list: 'home', position: 1 },
      ],
    });
  });

  test('are none of what was passed over', async () => {
    const [a] = cards();
    observers[0]?.see([a!, 1]);
    await pass(800);
    observers[0]?.see([a!, 0]);
    await pass(3_000);
    expect(views()).toEqual([]);
  });

  test('count once for a route, and a card that shows another item by then is another', async () => {
    const [a] = cards();
    for (const id of ['a', 'a', 'z']) {
      a!.setAttribute('data-aisle-item', id);
      observers[0]?.see([a!, 1]);
      await pass(1_500);
      observers[0]?.see([a!, 0]);
    }
    expect(views()).toMatchObject([[{ id: 'a' }], [{ id: 'z' }]]);
  });

  test('stop while nobody sees the page', async () => {
    const [a] = cards();
    observers[0]?.see([a!, 1]);
    await pass(500);
    visibility = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(5_000);
    expect(views()).toEqual([]);
    visibility = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    await pass(900);
    expect(views()).toEqual([]);
    await pass(300);
    expect(views()).toHaveLength(1);
  });

  test('take up cards that come late, of a long list the first until somebody scrolls, and then the others in slices', async () => {
    document.body.innerHTML = list(Array.from({ length: 450 }, (_, index) => `i${index}`));
    await pass(2_000);
    expect(observers[0]?.targets.size).toBe(200);
    window.dispatchEvent(new Event('scroll'));
    expect(observers[0]?.targets.size).toBe(400);
    await pass(50);
    expect(observers[0]?.targets.size).toBe(3 + 450);
  });

  test('end with their route', async () => {
    const [a] = cards();
    observers[0]?.see([a!, 1]);
    route.end();
    await pass(3_000);
    expect(views()).toEqual([]);
    expect(observers[0]?.targets.size).toBe(0);
  });
});

describe('scroll depth', () => {
  const scroll = async (top: number, target: EventTarget = document): Promise<void> => {
    vi.stubGlobal('scrollY', top);
    target.dispatchEvent(new Event('scroll', { bubbles: target === document }));
    await pass(150);
  };
  const depths = (): unknown[] => drafts.filter(({ type }) => type === 'scroll_depth').map(({ percent }) => percent);

  beforeEach(() => {
    vi.stubGlobal('innerHeight', 500);
    vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockReturnValue(2_500);
    start();
  });

  test('is told once each, of what was passed too', async () => {
    await scroll(100);
    expect(depths()).toEqual([]);
    await scroll(200);
    await scroll(150);
    await scroll(1_800);
    await scroll(1_999.5);
    await scroll(2_000);
    expect(depths()).toEqual([25, 50, 75, 90, 100]);
  });

  test('is none of a box in the page, and none of a way back to the top', async () => {
    const box = document.body.appendChild(document.createElement('div'));
    await scroll(1_000, box);
    await scroll(0);
    expect(depths()).toEqual([]);
  });

  test('begins anew with a route', async () => {
    await scroll(800);
    history.pushState(null, '', '/next');
    window.dispatchEvent(new Event('popstate'));
    await pass(1_200);
    await scroll(300);
    expect(depths()).toEqual([25, 50, 25]);
  });
});
