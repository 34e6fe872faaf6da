import { afterEach, expect, test } from 'vitest';

import { connectDataLayer } from '../../src/sources/data-layer.ts';
import { createHearer, type Hearer } from '../unit/src/source-host.ts';

// what only a real browser decides: how scripts declare globals where an accessor stands

let count = 0;
let hearer: Hearer | undefined;

/** Runs `text` as a script of the page; `NAME` stands for a layer that no test has used before. Throws what the script throws. */
function run(text: string, name: string): void {
  let error: unknown;
  const hear = (event: ErrorEvent): void => {
    event.preventDefault();
    ({ error } = event);
  };
  addEventListener('error', hear);
  const script = document.createElement('script');
  script.textContent = text.replaceAll('NAME', name);
  document.head.append(script);
  script.remove();
  removeEventListener('error', hear);
  if (error) throw error as Error;
}

/** Waits for a layer of a new name, as a script's URL names it. */
function awaitLayer(): string {
  const name = `layer${++count}`;
  const script = document.createElement('script');
  script.type = 'text/plain';
  script.src = `https://www.googletagmanager.com/gtm.js?id=GTM-X&l=${name}`;
  document.head.append(script);
  hearer = createHearer();
  connectDataLayer(hearer);
  script.remove();
  return name;
}
afterEach(() => {
  hearer?.boundary.end();
  expect(hearer?.faults()).toBe(0);
});

const ADD = `{ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'a' }] } }`;

test.each([
  ['var NAME = [ADD];'],
  ['var NAME = NAME || []; NAME.push(ADD);'],
  ['var NAME; NAME = []; NAME.push(ADD);'],
  ['window.NAME = window.NAME || []; NAME.push(ADD);'],
  ['"use strict"; window.NAME ||= []; NAME.push(ADD);'],
  ['NAME = []; NAME.push(ADD);'],
  [
    'self["NAME"] = self["NAME"] || []; function g(){ NAME.push(arguments) } g("event", "add_to_cart", { items: [{ id: "a" }] });',
  ],
  ['Object.defineProperty(window, "NAME", { value: [ADD], writable: false });'],
  [
    '(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({"gtm.start":1,event:"gtm.js"});w[l].push(ADD)})(window,document,"script","NAME","GTM-X");',
  ],
])('a layer that a script makes is heard: %s', async (text) => {
  const name = awaitLayer();
  run(text.replaceAll('ADD', ADD), name);
  await expect.poll(() => hearer?.told.length).toBe(1);
  expect(hearer?.told[0]).toMatchObject({ type: 'add_to_cart', items: [{ id: 'a' }] });
  expect(Object.getOwnPropertyDescriptor(globalThis, name)).toHaveProperty('value');
});

test.each(['let NAME = [];', 'const NAME = [];', 'function NAME() {}', 'class NAME {}'])(
  'a page may use the name for something else: %s',
  (text) => {
    expect(() => run(text, awaitLayer())).not.toThrow();
  },
);

test('an element of the name is none', () => {
  const element = document.createElement('div');
  element.id = `layer${count + 1}`;
  document.body.append(element);
  const name = awaitLayer();
  expect((globalThis as unknown as Record<string, unknown>)[name]).toBe(element);
  element.remove();
});

test('what a click handler puts in another layer is heard before the page can be left', () => {
  const name = awaitLayer();
  run('NAME = []', name);
  const page = globalThis as unknown as Record<string, unknown[]>;
  page[name] = [];
  const button = document.createElement('button');
  document.body.append(button);
  button.addEventListener('click', () => {
    page[name]!.push({ event: 'add_to_cart', items: [{ id: 'b' }] });
    expect(hearer?.told).toHaveLength(1);
  });
  button.click();
  button.remove();
  expect(hearer?.told).toMatchObject([{ items: [{ id: 'b' }] }]);
});
