import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { captureCart } from '../../src/capture/cart.ts';
import { captureDom } from '../../src/capture/dom.ts';
import type { EventDraft } from '../../src/capture/draft.ts';
import { captureDwell } from '../../src/capture/dwell.ts';
import { captureOrder, toEventId } from '../../src/capture/order.ts';
import { captureSearch } from '../../src/capture/search.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';

let drafts: (EventDraft & { urgent: boolean })[];
let boundary: Boundary;
const emit = (draft: EventDraft, urgent = false): void => void drafts.push({ ...draft, urgent });

beforeEach(() => {
  drafts = [];
  boundary = createBoundary(() => {});
});
afterEach(() => {
  boundary.end();
  document.body.replaceChildren();
});

function page(html: string): void {
  document.body.innerHTML = html;
}

/** An event as the browser makes it when somebody really does it. */
function trusted<E extends Event>(event: E, isTrusted = true): E {
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  return event;
}

const click = (selector: string, isTrusted = true, type = 'click', button = 0): void => {
  const event = new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, button });
  document.querySelector(selector)?.dispatchEvent(trusted(event, isTrusted));
};

describe('what a page is', () => {
  test('a cart is viewed with its lines, an empty one without', () => {
    page('<div data-aisle-cart><p data-aisle-line="a" data-aisle-quantity="2"></p><p data-aisle-line="b"></p></div>');
    captureCart(emit);
    page('<p data-aisle-cart></p>');
    captureCart(emit);
    expect(drafts.map(({ items }) => items)).toEqual([[{ id: 'a', quantity: 2 }, { id: 'b' }], []]);
  });

  test('an order is one purchase however often its page is opened, and its id goes no further', async () => {
    page('<div data-aisle-order="ORDER-17"><p data-aisle-line="a"></p></div>');
    await captureOrder(emit);
    await captureOrder(emit);
    expect(drafts).toHaveLength(2);
    expect(drafts[0]).toEqual(drafts[1]);
    expect(drafts[0]?.id).toBe(await toEventId('ORDER-17'));
    expect(drafts[0]?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(drafts)).not.toContain('ORDER-17');
  });

  test('a search goes on as words of the bundle, never as it was typed', async () => {
    page('<main data-aisle-query="jane@example.com red lanterns"></main>');
    await captureSearch(emit, () => Promise.resolve(['red', 'lantern']));
    expect(drafts).toEqual([{ type: 'search', tokens: ['red', 'lantern'], urgent: false }]);
  });

  test('a page without a search asks nobody for words', async () => {
    page('<main></main>');
    const ask = vi.fn(() => Promise.resolve(['red']));
    await captureSearch(emit, ask);
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('what is done on a page', () => {
  const CARDS = `<ul data-aisle-slot="home">
    <li data-aisle-item="a"><a href="/a" id="link-a">A</a></li>
    <li data-aisle-item="b"><a href="/b"><b id="in-link-b">B</b><button id="add" data-aisle-add="b" data-aisle-quantity="3"><i id="in-add"></i></button></a><span id="beside">x</span></li>
  </ul>
  <form data-aisle-add="c" id="form"><input id="input"><button id="submit"></button></form>
  <form data-aisle-remove="d" id="remove-form"></form>
  <button data-aisle-remove="d" id="remove"></button>`;

  beforeEach(() => {
    page(CARDS);
    captureDom(
      emit,
      boundary,
      () => undefined,
      () => true,
    );
  });

  test('asking why an item stands here is no click on it, even within its link', () => {
    page(
      '<ul data-aisle-slot="home"><li data-aisle-item="a"><a href="/a"><span data-aisle-why id="why"></span></a></li></ul>',
    );
    click('#why');
    expect(drafts).toEqual([]);
  });

  test('a click on a link in a card is a product click, with its place in the list', () => {
    click('#in-link-b');
    expect(drafts).toEqual([{ type: 'product_click', items: [{ id: 'b', list: 'home', position: 1 }], urgent: true }]);
  });

  test('a click beside the link is none', () => {
    click('#beside');
    expect(drafts).toEqual([]);
  });

  test('a click on an add button in a link in a card is one add_to_cart', () => {
    click('#in-add');
    expect(drafts).toEqual([{ type: 'add_to_cart', items: [{ id: 'b', quantity: 3 }], urgent: true }]);
  });

  test('a form fills the cart when it is sent, not when it is clicked', () => {
    click('#submit');
    click('#input');
    expect(drafts).toEqual([]);
    document.querySelector('#form')?.dispatchEvent(trusted(new Event('submit', { bubbles: true })));
    document.querySelector('#remove-form')?.dispatchEvent(trusted(new Event('submit', { bubbles: true })));
    expect(drafts.map(({ type, items }) => [type, items?.[0]?.id])).toEqual([
      ['add_to_cart', 'c'],
      ['remove_from_cart', 'd'],
    ]);
  });

  test('a click in an open shadow root is one on the card around it', () => {
    const host = document.createElement('div');
    document.querySelector('#link-a')?.append(host);
    const inner = document.createElement('i');
    host.attachShadow({ mode: 'open' }).append(inner);
    inner.dispatchEvent(trusted(new MouseEvent('click', { bubbles: true, composed: true })));
    expect(drafts).toMatchObject([{ type: 'product_click', items: [{ id: 'a' }] }]);
  });

  test('a remove button takes out of the cart', () => {
    click('#remove');
    expect(drafts).toMatchObject([{ type: 'remove_from_cart', items: [{ id: 'd' }], urgent: true }]);
  });

  test('a click with the middle button opens a tab and counts; one with the right button does not', () => {
    click('#link-a', true, 'auxclick', 1);
    click('#link-a', true, 'auxclick', 2);
    expect(drafts).toMatchObject([{ type: 'product_click', items: [{ id: 'a' }] }]);
  });

  test('what a script clicks or sends does not count', () => {
    click('#link-a', false);
    click('#add', false);
    document.querySelector('#form')?.dispatchEvent(trusted(new Event('submit', { bubbles: true }), false));
    expect(drafts).toEqual([]);
  });

  test('a handler of the page that stops the event hides nothing', () => {
    document.querySelector('#link-a')?.addEventListener('click', (event) => event.stopImmediatePropagation());
    click('#link-a');
    expect(drafts).toHaveLength(1);
  });

  test('nothing is heard any more once it is over', () => {
    boundary.end();
    click('#link-a');
    click('#add');
    expect(drafts).toEqual([]);
  });
});

describe('dwell', () => {
  let visibility: DocumentVisibilityState;
  let focused: boolean;
  let now: number;

  beforeEach(() => {
    vi.useFakeTimers();
    visibility = 'visible';
    focused = true;
    now = 0;
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    vi.spyOn(document, 'hasFocus').mockImplementation(() => focused);
    captureDwell({ product: { id: 'a', price: 1 }, since: 0, now: () => now, emit, boundary });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 100) {
      now += Math.min(left, 100);
      vi.advanceTimersByTime(Math.min(left, 100));
    }
  };
  const show = (state: DocumentVisibilityState): void => {
    visibility = state;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const total = (): number => drafts.reduce((sum, { ms = 0 }) => sum + ms, 0);

  test('is told every 10 s, so that a crash loses no more', () => {
    pass(25_000);
    expect(drafts).toEqual([
      { type: 'product_dwell', items: [{ id: 'a' }], ms: 10_000, urgent: false },
      { type: 'product_dwell', items: [{ id: 'a' }], ms: 10_000, urgent: false },
    ]);
  });

  test('counts visible time only', () => {
    pass(3_000);
    show('hidden');
    pass(60_000);
    show('visible');
    pass(2_000);
    show('hidden');
    expect(total()).toBe(5_000);
    expect(drafts.every(({ urgent }) => urgent)).toBe(true);
  });

  test('counts focused time only', () => {
    pass(3_000);
    window.dispatchEvent(new Event('blur'));
    focused = false;
    pass(60_000);
    focused = true;
    window.dispatchEvent(new Event('focus'));
    pass(1_000);
    window.dispatchEvent(new Event('pagehide'));
    expect(total()).toBe(4_000);
  });

  test('says nothing of a page passed through', () => {
    pass(200);
    window.dispatchEvent(new Event('pagehide'));
    expect(drafts).toEqual([]);
  });

  test('ends with the consent', () => {
    boundary.end();
    pass(60_000);
    window.dispatchEvent(new Event('pagehide'));
    expect(drafts).toEqual([]);
  });
});
