import { describe, expect, test } from 'vitest';

import type { Mark, Reason, ScoreTerm } from '../../../contract/protocol.ts';
import { isEmpty, likedValues, searchedWords, traitsBySource, viewedItems } from '../../../src/privacy-panel/rows.ts';
import { DE } from '../../../src/privacy-panel/texts/de.ts';
import { EN, type Texts } from '../../../src/privacy-panel/texts/en.ts';
import { ES } from '../../../src/privacy-panel/texts/es.ts';
import { FR } from '../../../src/privacy-panel/texts/fr.ts';
import {
  isBySegment,
  plainAnswer,
  plainMark,
  plainReasons,
  plainSentence,
  type Standing,
} from '../../../src/privacy-panel/why-reasons.ts';
import { createWords } from '../../../src/privacy-panel/words.ts';
import type { RawProfile } from '../../../contract/profile.ts';
import { createRawProfile } from '../../../worker/profile/profile.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const words = createWords('en', EN);
const profileWith = (change: Partial<RawProfile>): RawProfile => ({ ...createRawProfile(), ...change });
const id = (digit: number): string => `${digit}`.repeat(32);

describe('what is liked', () => {
  test('is weighed as it stands now: what is a half-life old counts half', () => {
    const profile = profileWith({ interests: { kind: { lamp: [4, NOW - 30 * DAY_MS], mug: [3, NOW] } } });
    const [[attribute, values] = []] = [...likedValues(profile, NOW, 30)];
    expect(attribute).toBe('kind');
    expect(values?.map(({ value, weight }) => [value, weight])).toEqual([
      ['mug', 3],
      ['lamp', 2],
    ]);
  });

  test('leaves out what has faded and what is not used, and calls a dislike by its name', () => {
    const profile = profileWith({
      interests: { kind: { a: [10, NOW], b: [-3, NOW], c: [0.01, NOW], d: [5, NOW] } },
      words: { red: [1, NOW] },
      ignored: { items: [], values: [{ attribute: 'kind', value: 'd' }] },
    });
    const liked = likedValues(profile, NOW, 30);
    expect(liked.get('kind')?.map(({ value, strength }) => [value, strength])).toEqual([
      ['a', 'strong'],
      ['b', 'negative'],
    ]);
    expect([...liked.keys()]).toEqual(['kind', 'word']);
  });
});

describe('the history', () => {
  test('names a product once, where it was last looked at, with all its events', () => {
    const recent = [
      { item: 'a', type: 'product_view', at: 1, id: id(1) },
      { item: 'b', type: 'product_view', at: 2, id: id(2) },
      { item: 'a', type: 'add_to_cart', at: 3, id: id(3) },
      { item: 'old', type: 'product_view', at: 0 },
    ].toSorted((a, b) => a.at - b.at);
    expect(viewedItems(profileWith({ recent }))).toEqual([
      { item: 'a', at: 3, events: [id(1), id(3)] },
      { item: 'b', at: 2, events: [id(2)] },
      { item: 'old', at: 0, events: [] },
    ]);
  });

  test('names a searched word once', () => {
    const searches = [
      { word: 'red', at: 1, id: id(1) },
      { word: 'red', at: 2, id: id(2) },
    ];
    expect(searchedWords(profileWith({ searches }))).toEqual([{ word: 'red', at: 2, events: [id(1), id(2)] }]);
  });
});

describe('why an item stands where it does', () => {
  const outcome = { slot: 's', items: ['x'], source: 'personalised', arm: 'personalised', applied: true } as const;
  const standing: Standing = { outcome, item: 'x', isPinned: false, isContextual: false, isRegional: false };

  test.each<[string, Partial<Standing>, string | undefined]>([
    ['a slot ranked for the shopper', {}, undefined],
    ['a pinned item', { isPinned: true }, EN.whyPinned],
    ['an item outside of slots', { outcome: undefined }, EN.whyShop],
    ['a slot that was left alone', { outcome: { ...outcome, applied: false } }, EN.whyShop],
    ['an item that the decision did not know', { item: 'y' }, EN.whyShop],
    ['a slot filled with what is similar', { outcome: { ...outcome, source: 'similar' } }, EN.whyPage],
    ['a slot filled with what is popular', { outcome: { ...outcome, source: 'popular' } }, EN.whyPopular],
    ['a slot filled by region', { outcome: { ...outcome, source: 'regional' } }, EN.whyRegional],
  ])('is said in one sentence for %s', (_, change, expected) => {
    expect(plainAnswer(words, { ...standing, ...change })).toBe(expected);
  });

  const reason: Reason = {
    item: 'x',
    score: 1,
    terms: [
      { term: 'collaborative', value: 0.5, because: { item: 'a' } },
      { term: 'content', value: 0.2, because: { attribute: 'price_band', value: 'low' } },
      { term: 'content', value: 0.1, because: { attribute: 'word', value: 'red' } },
      { term: 'popularity', value: 0.15 },
      { term: 'collaborative', value: 0.046 },
      { term: 'repeat', value: 0.004, because: { item: 'x' } },
    ],
  };
  const names = { titleOf: (item: string) => `Title of ${item}`, segmentOf: (id: string) => `Name of ${id}` };

  test('is the real terms in their shares, each with the way to stop it where it is the shopper’s own', () => {
    expect(plainReasons(words, reason, names, standing)).toEqual([
      {
        text: 'You looked at “Title of a”',
        share: 0.5,
        stop: { item: 'a', ignore: true },
        undo: { item: 'a', ignore: false },
      },
      {
        text: 'You seem to like price band: low',
        share: 0.2,
        stop: { attribute: 'price_band', value: 'low', ignore: true },
        undo: { attribute: 'price_band', value: 'low', ignore: false },
      },
      { text: 'It is popular in this shop.', share: 0.15 },
      {
        text: 'You seem to like “red”',
        share: 0.1,
        stop: { attribute: 'word', value: 'red', ignore: true },
        undo: { attribute: 'word', value: 'red', ignore: false },
      },
      { text: 'Other products you looked at', share: expect.closeTo(0.046, 6) },
    ]);
  });

  const LANGUAGES = { en: EN, de: DE, fr: FR, es: ES };
  const kind = { attribute: 'kind', value: 'lantern' };

  test.each<[what: string, term: ScoreTerm, en: string, de: string, fr: string, es: string]>([
    [
      'three of a kind within a week',
      { term: 'content', value: 1, because: kind, seen: { items: 3, days: 6 } },
      'You looked at 3 lanterns this week',
      'Sie haben sich diese Woche 3 Artikel der Art „lantern“ angesehen',
      'Vous avez regardé 3 articles du type « lantern » cette semaine',
      'Ha mirado 3 productos del tipo «lantern» esta semana',
    ],
    [
      'one today',
      { term: 'content', value: 1, because: kind, seen: { items: 1, days: 1 } },
      'You looked at 1 lantern today',
      'Sie haben sich heute 1 Artikel der Art „lantern“ angesehen',
      'Vous avez regardé 1 article du type « lantern » aujourd’hui',
      'Ha mirado 1 producto del tipo «lantern» hoy',
    ],
    [
      'two some time ago',
      { term: 'content', value: 1, because: { attribute: 'kind', value: 'box' }, seen: { items: 2, days: 12 } },
      'You looked at 2 boxes in the last 12 days',
      'Sie haben sich in den letzten 12 Tagen 2 Artikel der Art „box“ angesehen',
      'Vous avez regardé 2 articles du type « box » au cours des 12 derniers jours',
      'Ha mirado 2 productos del tipo «box» en los últimos 12 días',
    ],
    [
      'what was bought with something',
      { term: 'collaborative', value: 1, because: { item: 'a' }, did: 'bought' },
      'Often bought with “Title of a”, which you bought',
      'Wird oft zusammen mit „Title of a“ gekauft, das Sie gekauft haben',
      'Souvent acheté avec « Title of a », que vous avez acheté',
      'Se compra a menudo con «Title of a», que usted compró',
    ],
    [
      'what a model makes of the last look',
      { term: 'learned', value: 1, because: { item: 'a' } },
      'Fits with what people who looked at “Title of a” chose next',
      'Passt zu dem, was andere nach „Title of a“ gewählt haben',
      'S’accorde avec ce que d’autres ont choisi après « Title of a »',
      'Encaja con lo que otras personas eligieron después de «Title of a»',
    ],
    [
      'a boost',
      { term: 'shop', value: 1 },
      'The shop recommends it at the moment',
      'Der Shop empfiehlt es zurzeit',
      'La boutique le recommande en ce moment',
      'La tienda lo recomienda en este momento',
    ],
    [
      'a burial',
      { term: 'shop', value: -1 },
      'The shop shows it further down at the moment',
      'Der Shop zeigt es zurzeit weiter hinten',
      'La boutique le montre plus bas en ce moment',
      'La tienda lo muestra más abajo en este momento',
    ],
    [
      'a boost for who is in a segment',
      { term: 'shop', value: 1, because: { segment: 's' } },
      'The shop recommends it at the moment, because you are in “Name of s”',
      'Der Shop empfiehlt es zurzeit, weil Sie zu „Name of s“ gehören',
      'La boutique le recommande en ce moment, car vous faites partie de « Name of s »',
      'La tienda lo recomienda en este momento, porque forma parte de «Name of s»',
    ],
  ])('is said in every language: %s', (_what, term, ...expected) => {
    const said = Object.entries(LANGUAGES).map(([lang, texts]) =>
      plainSentence(createWords(lang, texts), { item: 'x', score: 1, terms: [term] }, names, standing),
    );
    expect(said).toEqual(expected);
  });

  test('is first of all what the arrangement of the list has made of it', () => {
    const said = (mark: Mark) => plainSentence(words, { ...reason, mark }, names, standing);
    expect(said('explored')).toBe('Something new: it stands here by chance, to find out whether you like it.');
    expect(said('pinned')).toBe(EN.whyPinned);
    expect(said('bought')).toBe('You bought it not long ago.');
  });

  test('names the segment whose visitors alone a pin or a burial is for, with the way out of it', () => {
    const marked = { ...reason, mark: 'pinned', because: { segment: 's' } } as const;
    expect(plainSentence(words, marked, names, standing)).toBe(
      'The shop has fixed its place, because you are in “Name of s”.',
    );
    expect(plainMark(words, marked, names)).toMatchObject({
      stop: { segment: 's', leave: true },
      undo: { segment: 's', leave: false },
      leaves: 'Name of s',
    });
    expect(isBySegment(marked)).toBe(true);
    expect(isBySegment({ ...reason, mark: 'pinned' })).toBe(false);
    const boosted: Reason = { item: 'x', score: 1, terms: [{ term: 'shop', value: 1, because: { segment: 's' } }] };
    expect(isBySegment(boosted)).toBe(true);
    expect(plainReasons(words, boosted, names, standing)[0]).toMatchObject({ stop: { segment: 's', leave: true } });
  });

  test('names the page, and nothing of the shopper, where only the page counts', () => {
    const reasons = plainReasons(words, reason, names, { ...standing, isContextual: true });
    expect(reasons[0]).toEqual({ text: '“Title of a” is on this page', share: 0.5 });
    expect(reasons.some(({ stop }) => stop)).toBe(false);
  });
});

describe('the words', () => {
  const ALL: Record<string, Texts> = { en: EN, de: DE, fr: FR, es: ES };

  test.each(Object.keys(ALL))('%s fills in the same values as English, and says everything', (lang) => {
    const blanks = (text: string | object): string[] =>
      [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(String).toSorted();
    for (const [key, text] of Object.entries(ALL[lang]!)) {
      const english = EN[key as keyof Texts];
      expect([key, new Set(blanks(text))]).toEqual([key, new Set(blanks(english))]);
      expect(JSON.stringify(text)).not.toMatch(/""/);
    }
  });

  test('take the form that a number has in the language', () => {
    expect([0, 1, 2].map((n) => createWords('en', EN).count('visits', n))).toEqual(['0 visits', '1 visit', '2 visits']);
    // in French nought is singular
    expect([0, 1, 2].map((n) => createWords('fr-CA', FR).count('visits', n))).toEqual([
      '0 visite',
      '1 visite',
      '2 visites',
    ]);
    expect(createWords('de', DE).count('searches', 1_234)).toBe('1.234 Suchen');
  });

  test('bear any language tag', () => {
    for (const lang of ['de-AT', 'de_DE', 'de--', 'de-x-', 'DE', ' de ']) {
      expect(createWords(lang, DE).date(NOW)).toMatch(/23\. November 2026/);
      expect(createWords(lang, DE).percent(0.5)).toMatch(/50\s%/);
    }
  });
});

describe('what other systems have said', () => {
  const trait = { source: 'crm', path: 'loyalty.tier', name: 'tier', value: 'gold', at: 1_000, until: 5_000 };
  const points = { ...trait, path: 'points', name: 'points', value: 12, until: 2_000 };
  const other = { ...trait, source: 'segment' };

  test('stands by system, without what has run out', () => {
    const profile = { ...createRawProfile(), living: { traits: [trait, points, other] } };
    const namesAt = (now: number): unknown =>
      [...traitsBySource(profile, now)].map(([source, traits]) => [source, traits.map(({ name }) => name)]);
    expect(namesAt(1_999)).toEqual([
      ['crm', ['tier', 'points']],
      ['segment', ['tier']],
    ]);
    expect(namesAt(2_000)).toEqual([
      ['crm', ['tier']],
      ['segment', ['tier']],
    ]);
    expect(namesAt(5_000)).toEqual([]);
  });

  test('is something to be shown where there is nothing else', () => {
    expect(isEmpty(createRawProfile())).toBe(true);
    expect(isEmpty({ ...createRawProfile(), living: { traits: [trait] } })).toBe(false);
  });
});
