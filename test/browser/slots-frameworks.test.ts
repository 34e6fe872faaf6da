// Lists whose nodes a framework keeps, with the real ones: the order is seen, their renders go on undisturbed, and a page that
// undoes it is not fought with.

import { createElement, StrictMode, Suspense, use, useState, type ReactNode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApp, createSSRApp, h, nextTick, ref, type App } from 'vue';

import type { SlotRule } from '../../contract/storefront.ts';
import { readOrder, startFront, watchShifts, type Front } from './front.ts';

const IDS = ['sku-1', 'sku-2', 'sku-3', 'sku-4', 'sku-5', 'sku-6'];
const TURNED = IDS.toReversed();
const GRID = 'display:grid;grid-template-columns:repeat(3,100px)';
const CARD = 'width: 90px; height: 38px; margin: 1px; background: #ccc';
const RULE: SlotRule = { id: 'grid', container: '.list', itemId: { attribute: 'data-id' } };

let shifts: ReturnType<typeof watchShifts>;
let front: Front;
let root: Root | undefined;
let app: App | undefined;
let errors: unknown[];
const onError = (event: ErrorEvent): unknown => errors.push(event.message);

beforeEach(() => {
  errors = [];
  addEventListener('error', onError);
  shifts = watchShifts();
  document.body.innerHTML = '<div id="root"></div><p class="after">after</p>';
  const style = document.createElement('style');
  style.textContent = `.grid{${GRID}} .card{${CARD}} ul{list-style:none;margin:0;padding:0} body{margin:0}`;
  document.body.prepend(style);
});
afterEach(() => {
  front.boundary.end();
  root?.unmount();
  app?.unmount();
  root = undefined;
  app = undefined;
  shifts.stop();
  removeEventListener('error', onError);
  expect(errors).toEqual([]);
});

const mount = (): HTMLElement => document.querySelector('#root')!;
const cards = (): Element[] => [...document.querySelectorAll('.card')];
const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const start = async (rule: Partial<SlotRule> = {}): Promise<void> => {
  front = startFront({ slots: [{ ...RULE, ...rule }] });
  await front.untilTold();
};

interface ListProps {
  readonly keyed?: 'id' | 'index' | 'render';
  readonly className?: string;
  readonly tag?: string;
  readonly style?: Record<string, string>;
}
let setIds: (ids: readonly string[]) => void;
let renders = 0;
const clicked: string[] = [];

function List({ keyed = 'id', className = 'list grid', tag = 'ul', style }: ListProps): ReactNode {
  const [ids, set] = useState<readonly string[]>(IDS);
  setIds = set;
  renders++;
  return createElement(
    tag,
    { className },
    ids.map((id, index) =>
      createElement(
        'li',
        {
          key: keyed === 'id' ? id : keyed === 'index' ? index : `${renders} ${id}`,
          className: 'card',
          'data-id': id,
          style,
          onClick: () => clicked.push(id),
        },
        id,
        createElement('input', { defaultValue: id }),
      ),
    ),
  );
}

async function showReact(props: ListProps = {}): Promise<void> {
  root = createRoot(mount());
  root.render(createElement(StrictMode, null, createElement(List, props)));
  await settle();
  await shifts.take();
}

describe('a list of React', () => {
  const afterTop = (): number => document.querySelector('.after')!.getBoundingClientRect().top;

  test.each<[string, ListProps]>([
    ['keyed by its ids', {}],
    ['keyed by place', { keyed: 'index' }],
    ['in a column of blocks', { className: 'list', style: { margin: '0 0 2px' } }],
    ['whose cards have styles of their own', { style: { color: 'red' } }],
  ])(
    '%s is seen in the order that was decided, without a shift, and its nodes stay where React has them',
    async (_, props) => {
      await showReact(props);
      const top = afterTop();
      await start();
      expect(front.last()).toBe('applied');
      expect(afterTop()).toBe(top);
      expect(await shifts.take()).toBe(0);
      expect(readOrder(cards())).toEqual(TURNED);
      expect(cards().map((card) => card.getAttribute('data-id'))).toEqual(IDS);
      cards()[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      expect(clicked.pop()).toBe('sku-1');

      front.boundary.end();
      expect(await shifts.take()).toBe(0);
      expect(readOrder(cards())).toEqual(IDS);
      expect(document.querySelector('.list')!.hasAttribute('style')).toBe(false);
    },
  );

  test.each<[string, ListProps]>([
    ['keyed by its ids', {}],
    ['keyed by place', { keyed: 'index' }],
  ])('%s keeps its order while it gets longer, and ranks what is new after what is seen', async (_, props) => {
    await showReact(props);
    await start();
    setIds([...IDS, 'sku-7', 'sku-8', 'sku-9']);
    await front.untilTold(2);
    expect(front.asked[1]!.pinned).toEqual([0, 1, 2, 3, 4, 5]);
    expect(readOrder(cards())).toEqual([...TURNED, 'sku-9', 'sku-8', 'sku-7']);
    await shifts.take();
    setIds(IDS.slice(0, 4));
    await settle();
    expect(readOrder(cards())).toEqual(IDS.slice(0, 4).toReversed());
    expect(cards()).toHaveLength(4);
  });

  test.each<[string, ListProps]>([
    ['keyed by its ids', {}],
    ['keyed by place', { keyed: 'index' }],
  ])('%s that the shopper sorts is shown as it was sorted', async (_, props) => {
    await showReact(props);
    await start();
    const sorted = ['sku-3', 'sku-1', 'sku-6', 'sku-2', 'sku-5', 'sku-4'];
    setIds(sorted);
    await settle(150);
    expect(readOrder(cards())).toEqual(sorted);
  });

  test('with other items is a list that nobody has ranked', async () => {
    await showReact();
    await start();
    setIds(['x-1', 'x-2', 'x-3']);
    await front.untilTold(2);
    expect(readOrder(cards())).toEqual(['x-3', 'x-2', 'x-1']);
    setIds(['y-1', 'y-2', 'y-3']);
    await front.untilTold(3);
    expect(readOrder(cards())).toEqual(['y-3', 'y-2', 'y-1']);
  });

  test('that makes its nodes anew is put right before it is painted, five times, and then left for good', async () => {
    await showReact({ keyed: 'render' });
    await start();
    for (let round = 0; round < 5; round++) {
      setIds([...IDS]);
      await settle(40);
      expect(readOrder(cards())).toEqual(TURNED);
    }
    for (let round = 0; round < 3; round++) {
      setIds([...IDS]);
      await settle(40);
      expect(readOrder(cards())).toEqual(IDS);
    }
    expect(cards().some((card) => card.hasAttribute('style'))).toBe(false);
  });

  test('keeps what is typed, the focus and the selection when it renders again', async () => {
    await showReact();
    await start();
    const input = cards()[2]!.querySelector('input')!;
    input.focus();
    input.value = 'half a word';
    input.setSelectionRange(2, 5);
    let blurred = 0;
    input.addEventListener('blur', () => blurred++);
    setIds([...IDS, 'sku-7']);
    await settle(150);
    expect([document.activeElement, input.value, input.selectionStart, input.selectionEnd, blurred]).toEqual([
      input,
      'half a word',
      2,
      5,
      0,
    ]);
    front.boundary.end();
    await settle();
    expect([document.activeElement, blurred]).toEqual([input, 0]);
    expect(readOrder(cards())).toEqual([...IDS, 'sku-7']);
  });

  test('in a column whose margins fall together is left alone, since nothing else keeps them as they are', async () => {
    await showReact({ className: 'list' });
    await start();
    expect(front.last()).toBe('framework');
    expect(readOrder(cards())).toEqual(IDS);
    expect(document.querySelector('.list')!.hasAttribute('style')).toBe(false);
    expect(await shifts.take()).toBe(0);
  });

  test('in rows is left alone: what stands in two nodes of React cannot change places', async () => {
    root = createRoot(mount());
    const row = (ids: readonly string[]): ReactNode =>
      createElement(
        'div',
        { key: ids[0], style: { display: 'flex' } },
        ids.map((id) => createElement('div', { key: id, className: 'card', 'data-id': id }, id)),
      );
    root.render(createElement('div', { className: 'list' }, [row(IDS.slice(0, 3)), row(IDS.slice(3))]));
    await settle();
    await start({ item: '.card' });
    expect(front.last()).toBe('framework');
    expect(readOrder(cards())).toEqual(IDS);
  });

  test('is not touched before React has taken over the page that a server rendered, and is then', async () => {
    mount().innerHTML = renderToString(createElement(List));
    const nodes = cards();
    const mismatches: unknown[] = [];
    front = startFront({ slots: [RULE] });
    await settle(300);
    root = hydrateRoot(mount(), createElement(List), { onRecoverableError: (error) => mismatches.push(error) });
    await front.untilTold();
    await settle();
    expect(mismatches).toEqual([]);
    expect(cards()).toEqual(nodes);
    expect(readOrder(cards())).toEqual(TURNED);
    expect(nodes[0]!.querySelector('input')!.value).toBe('sku-1');
  });

  test('in a boundary that waits is left until it is taken over', async () => {
    let release = (): void => {};
    const waited = new Promise<void>((resolve) => (release = resolve));
    let isReady = true;
    function Late(): ReactNode {
      if (!isReady) use(waited);
      return createElement(List);
    }
    const page = (): ReactNode =>
      createElement(
        'main',
        null,
        createElement('h1', null, 'Shop'),
        createElement(Suspense, { fallback: 'wait' }, createElement(Late)),
      );
    mount().innerHTML = renderToString(page());
    const nodes = cards();
    isReady = false;
    const mismatches: unknown[] = [];
    root = hydrateRoot(mount(), page(), { onRecoverableError: (error) => mismatches.push(error) });
    await settle();
    front = startFront({ slots: [RULE] });
    await settle(300);
    expect(front.told).toEqual([]);
    expect(readOrder(cards())).toEqual(IDS);
    isReady = true;
    release();
    await front.untilTold();
    await settle();
    expect(mismatches).toEqual([]);
    expect(cards()).toEqual(nodes);
    expect(readOrder(cards())).toEqual(TURNED);
  });

  test('that the page itself has put into a node of React may be moved', async () => {
    root = createRoot(mount());
    const html = IDS.map((id) => `<li class="card" data-id="${id}">${id}</li>`).join('');
    root.render(createElement('ul', { className: 'list', dangerouslySetInnerHTML: { __html: html } }));
    await settle();
    await start();
    expect(front.last()).toBe('applied');
    expect(readOrder(cards())).toEqual(TURNED);
  });
});

describe('a list of Vue', () => {
  const ids = ref<readonly string[]>(IDS);
  const List = {
    render: () =>
      h(
        'ul',
        { class: 'list grid' },
        ids.value.map((id) =>
          h('li', { key: id, class: 'card', 'data-id': id, style: `color: rgb(${ids.value.length}, 0, 0)` }, [
            id,
            h('input', { value: id }),
          ]),
        ),
      ),
  };
  beforeEach(() => {
    ids.value = IDS;
  });

  test('is seen in the order that was decided, also after renders that write its styles, and after more has come', async () => {
    app = createApp(List);
    app.mount(mount());
    await shifts.take();
    await start();
    expect(await shifts.take()).toBe(0);
    expect(readOrder(cards())).toEqual(TURNED);
    expect(cards().map((card) => card.getAttribute('data-id'))).toEqual(IDS);
    ids.value = [...IDS, 'sku-7', 'sku-8'];
    await nextTick();
    await front.untilTold(2);
    await settle();
    expect(readOrder(cards())).toEqual([...TURNED, 'sku-8', 'sku-7']);
    expect(cards()).toHaveLength(8);
    front.boundary.end();
    await settle();
    expect(readOrder(cards())).toEqual([...IDS, 'sku-7', 'sku-8']);
  });

  test('that is sorted by the shopper is shown as it was sorted', async () => {
    app = createApp(List);
    app.mount(mount());
    await settle();
    await start();
    ids.value = ['sku-3', 'sku-1', 'sku-6', 'sku-2', 'sku-5', 'sku-4'];
    await settle(150);
    expect(readOrder(cards())).toEqual(ids.value);
  });

  test('is not touched before Vue has taken over the page that a server rendered, and is then', async () => {
    const { renderToString: render } = await import('vue/server-renderer');
    mount().innerHTML = await render(createSSRApp(List));
    const nodes = cards();
    const warned: unknown[] = [];
    front = startFront({ slots: [RULE] });
    await settle(300);
    app = createSSRApp(List);
    app.config.warnHandler = (message) => warned.push(message);
    app.mount(mount());
    await front.untilTold();
    await settle();
    expect(warned).toEqual([]);
    expect(cards()).toEqual(nodes);
    expect(readOrder(cards())).toEqual(TURNED);
  });
});
