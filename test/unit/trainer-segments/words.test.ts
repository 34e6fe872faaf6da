import { describe, expect, it } from 'vitest';

import { FIELDS } from '../../../contract/fields.ts';
import { LANGUAGES, type Language } from '../../../contract/sentences.ts';
import { RULE_EVENTS, type Condition, type Segment } from '../../../contract/segments.ts';
import { sayWhen, saySegment } from '../../../trainer/segments/words/say-rule.ts';
import { createSpeech } from '../../../trainer/segments/words/sentences.ts';
import type { Person } from '../../../trainer/segments/words/grammar.ts';

const OPTIONS = {
  currency: 'EUR',
  segments: [{ id: 'luxury', name: 'Luxury shoppers' }],
  items: { ids: ['a', 'b'], titles: ['Storm lantern', ''] },
};
const segmentOf = (when: Condition, rest: Partial<Segment> = {}): Segment => ({ id: 'x', name: 'X', when, ...rest });
const told = (when: Condition, language: Language = 'en', person: Person = 'shopper'): string =>
  // figures and currencies hold together by a space that does not break
  sayWhen(segmentOf(when), createSpeech(language, person, OPTIONS)).replaceAll('\u00a0', ' ');

const phones = { type: 'product_view' as const, where: { category: 'Smartphones' } };
const often: Condition = { count: phones, within: '24h', atLeast: 3 };

describe('a rule in the words of its shopper', () => {
  it.each<[says: string, when: Condition]>([
    ['You looked at products (“Smartphones”) at least 3 times in the last 24 hours.', often],
    ['You never bought products in the last 30 days.', { not: { count: { type: 'purchase' } } }],
    ['You never bought products in the last 30 days.', { count: { type: 'purchase' }, below: 1 }],
    ['You bought products at most 2 times in the last 30 days.', { not: { count: { type: 'purchase' }, atLeast: 3 } }],
    [
      'You searched for “glass” or “lamp” exactly 2 times in the last hour.',
      { count: { type: 'search', word: ['glass', 'lamp'] }, within: '1h', is: 2 },
    ],
    [
      'You looked at “Storm lantern” in the last 7 days.',
      { count: { type: 'product_view', items: ['a'] }, within: '7d' },
    ],
    [
      'You looked at certain products in the last 7 days.',
      { count: { type: 'product_view', items: ['a', 'b'] }, within: '7d' },
    ],
    [
      'You looked at products for €100 or more at least 3 times in the last 10 minutes.',
      { count: { type: 'product_view', price: { from: 100 } }, within: '10m', atLeast: 3 },
    ],
    [
      'You bought products in the last 30 days, for at least €200 in all.',
      { sum: 'value', of: { type: 'purchase' }, atLeast: 200 },
    ],
    [
      'You looked closely at products in the last 2 days, for more than 2 minutes in all.',
      { sum: 'ms', of: { type: 'product_dwell' }, within: '2d', above: 120_000 },
    ],
    [
      'You looked at products in the last 30 days, at least 5 different products.',
      { distinct: 'item', of: { type: 'product_view' }, above: 4 },
    ],
    [
      'You looked at products in the last 30 days, at least 3 different values of “colour”.',
      { distinct: 'colour', of: { type: 'product_view' }, atLeast: 3 },
    ],
    [
      'You reviewed products in the last 30 days, worst rating: at most 2.',
      { extreme: 'min', by: 'rating', of: { type: 'review' }, atMost: 2 },
    ],
    [
      'You first looked at products, then left a cart behind, with the same product, all within 24 hours, most recently in the last 7 days.',
      { sequence: [{ type: 'product_view' }, { type: 'cart_abandoned' }], span: '24h', within: '7d', same: 'item' },
    ],
    [
      'You put products into the cart, and for 15 minutes after that never bought products.',
      { absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: '15m' },
    ],
    ['Worth of the cart: at least €80.50.', { field: 'cart.value', atLeast: 80.5 }],
    ['Interest in “Glow in the dark”: more than 2.', { field: 'interest.style.Glow in the dark', above: 2 }],
    ['Device: phone or tablet.', { field: 'device', is: ['phone', 'tablet'] }],
    [
      'You are in the segment “Luxury shoppers”, and number of visits: less than 3.',
      { all: [{ segment: 'luxury' }, { not: { field: 'visits', atLeast: 3 } }] },
    ],
    [
      'Either you are not in the segment “Luxury shoppers”, or (device: phone, and you came back for another visit in the last 30 days).',
      {
        any: [
          { not: { segment: 'luxury' } },
          { all: [{ field: 'device', is: 'phone' }, { count: { type: 'return_visit' } }] },
        ],
      },
    ],
    [
      'Either you never bought products in the last 30 days, or you are not in the segment “Luxury shoppers”.',
      { not: { all: [{ count: { type: 'purchase' } }, { segment: 'luxury' }] } },
    ],
    ['It is not so that (device: phone).', { not: { field: 'device', is: 'phone' } }],
  ])('is: %s', (says, when) => {
    expect(told(when)).toBe(says);
  });

  it('is said in each of the languages', () => {
    expect(
      LANGUAGES.map((language) => told({ all: [often, { not: { count: { type: 'purchase' } } }] }, language)),
    ).toEqual([
      'You looked at products (“Smartphones”) at least 3 times in the last 24 hours, and you never bought products in the last 30 days.',
      'Sie haben in den letzten 24 Stunden mindestens 3-mal Artikel („Smartphones“) angesehen, und Sie haben in den letzten 30 Tagen nie Artikel gekauft.',
      'Vous avez regardé des articles (« Smartphones ») au moins 3 fois au cours des 24 dernières heures, et vous n’avez jamais acheté d’articles au cours des 30 derniers jours.',
      'Ha mirado artículos («Smartphones») al menos 3 veces en las últimas 24 horas, y no ha comprado artículos en los últimos 30 días.',
    ]);
    const absent: Condition = { absent: { type: 'purchase' }, since: { type: 'add_to_cart' }, for: '15m' };
    expect(LANGUAGES.map((language) => told(absent, language))).toEqual([
      'You put products into the cart, and for 15 minutes after that never bought products.',
      'Sie haben Artikel in den Warenkorb gelegt und innerhalb von 15 Minuten danach nie Artikel gekauft.',
      'Vous avez mis au panier des articles et, pendant 15 minutes après cela, vous n’avez jamais acheté d’articles.',
      'Ha puesto en la cesta artículos y durante 15 minutos después no ha comprado artículos.',
    ]);
    expect(
      LANGUAGES.map((language) => told({ count: { type: 'cart_abandoned', price: { from: 5, below: 9 } } }, language)),
    ).toEqual([
      'You left a cart with products for €5 or more and for less than €9 behind in the last 30 days.',
      'Sie haben in den letzten 30 Tagen einen Warenkorb mit Artikeln ab 5 € und unter 9 € zurückgelassen.',
      'Vous avez laissé un panier avec des articles à partir de 5 € et à moins de 9 € au cours des 30 derniers jours.',
      'Ha dejado una cesta con artículos desde 5 € y por menos de 9 € en los últimos 30 días.',
    ]);
  });

  it.each(LANGUAGES)('has no holes in %s, for whichever event and field', (language) => {
    for (const type of RULE_EVENTS) {
      for (const match of [{ type }, { type, where: { a: 'b' }, name: 'n', word: 'w' }]) {
        const text = told({ any: [{ count: match }, { not: { count: match } }] }, language);
        expect(text).not.toMatch(/[{}[\]…]|undefined/);
      }
    }
    for (const { example, kind } of FIELDS) {
      const text = told(kind === 'text' ? { field: example, is: 'phone' } : { field: example, atLeast: 1 }, language);
      expect(text).not.toMatch(/[{}[\]]|undefined/);
      // which German calls the same
      if (language !== 'en' && example !== 'region')
        expect(text).not.toContain(told({ field: example, is: 'phone' }, 'en').split(':')[0]);
    }
  });
});

describe('a rule in the words of a merchandiser', () => {
  it('names columns and items, and says how long it lasts', () => {
    const segment = segmentOf(
      { any: [often, { count: { type: 'purchase', items: ['a', 'b', 'c', 'd'] } }] },
      {
        until: { count: { type: 'purchase' } },
        stay: '7d',
        from: '2026-11-27',
        to: '2026-12-01',
        cap: { times: 2, within: '30d' },
        group: 'season',
        priority: 3,
      },
    );
    expect(saySegment(segment, createSpeech('en', 'visitor', OPTIONS))).toEqual([
      'Either the visitor looked at products (category “Smartphones”) at least 3 times in the last 24 hours, or the visitor bought certain products (a, b, c, … 4) in the last 30 days.',
      'It ends as soon as the visitor bought products in the last 30 days.',
      'It ends 7 days after this was last true.',
      'From 2026-11-27.',
      'Until the end of 2026-12-01.',
      'Entered at most 2 times in the last 30 days.',
      'Only where no segment of the group season with a priority above 3 holds.',
    ]);
  });
});
