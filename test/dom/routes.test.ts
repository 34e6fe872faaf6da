import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { toRoute, watchRoutes } from '../../src/capture/routes.ts';
import { createBoundary, type Boundary } from '../../src/sdk/boundary.ts';

describe('a route', () => {
  test.each([
    ['/p/1', '/p/1/'],
    ['/p/1', '/p/1#reviews'],
    ['/p/1', '/p/1?utm_source=mail&utm_campaign=x&gclid=1&fbclid=2&msclkid=3&gbraid=4&srsltid=5'],
    ['/p/1', '/p/1?_pos=1&_sid=a&_ss=r&pr_rec_id=7&ref=home'],
    ['/p/1', '/p/1?variant=7&color=red&Colour=red&size=L'],
    ['/c', '/c?sort=price&sort_by=price&order=asc&orderby=price&dir=desc&limit=24&view=grid'],
    ['/c', '/c?page=2'],
    ['/c', '/c?p=2&per_page=48&offset=24'],
    ['/c', '/c/page/3/'],
    ['/c?a=1&b=2', '/c?b=2&a=1'],
    ['/#/p/1', '/#!/p/1/?utm_source=mail'],
    ['/', ''],
  ])('%s is the same as %s', (one, other) => {
    expect(toRoute(one)).toBe(toRoute(new URL(other, location.origin).href));
  });

  test.each([
    ['/p/1', '/p/2'],
    ['/p/1', '/P/1'],
    ['/search?q=red', '/search?q=blue'],
    ['/p?id=1', '/p?id=2'],
    ['/p', '/p?sku=1'],
    ['/#/p/1', '/#/p/2'],
    ['/#/p?id=1', '/#/p?id=2'],
    ['/', '/#/p/1'],
    ['/pages/3', '/pages'],
    ['/c?sorted=1', '/d?sorted=1'],
  ])('%s is another than %s', (one, other) => {
    expect(toRoute(one)).not.toBe(toRoute(other));
  });

  test('of what is no URL is that text, and nothing is thrown', () => {
    expect(toRoute('http://[')).toBe('http://[');
  });
});

describe('routes', () => {
  let boundary: Boundary;
  let heard: (boolean | undefined)[];
  let look: () => void;
  const navigation = new EventTarget();

  beforeEach(() => {
    history.replaceState(null, '', '/');
    Object.assign(globalThis, { navigation });
    boundary = createBoundary(() => {});
    heard = [];
    look = watchRoutes(boundary, location.href, (isOther) => heard.push(isOther));
  });
  afterEach(() => {
    boundary.end();
    Reflect.deleteProperty(globalThis, 'navigation');
  });

  test('are told by the Navigation API', () => {
    history.pushState(null, '', '/p/1');
    expect(heard).toEqual([]);
    navigation.dispatchEvent(new Event('currententrychange'));
    navigation.dispatchEvent(new Event('currententrychange'));
    expect(heard).toEqual([true]);
  });

  test.each([
    ['/c?filter=red', undefined],
    ['/?variant=7', undefined],
    ['/p/2', true],
    ['/#/p/2', true],
  ])('are not what a script notes by replacing the query alone: %s', (url, isOther) => {
    history.pushState(null, '', url.startsWith('/c') ? '/c' : '/');
    look();
    heard.length = 0;
    history.replaceState(null, '', url);
    navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType: 'replace' }));
    expect(heard).toEqual([isOther]);
  });

  test('are found without it, by who looks when the page has changed', () => {
    history.pushState(null, '', '/p/1');
    look();
    history.replaceState(null, '', '/p/1?variant=2');
    look();
    look();
    expect(heard).toEqual([true, false]);
  });

  test.each(['popstate', 'hashchange'])('are seen at a %s', (type) => {
    history.replaceState(null, '', '/#/p/1');
    window.dispatchEvent(new Event(type));
    expect(heard).toEqual([true]);
  });

  test('are not followed any more once it is over', () => {
    boundary.end();
    history.pushState(null, '', '/p/1');
    window.dispatchEvent(new Event('popstate'));
    expect(heard).toEqual([]);
  });
});
