import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { PURPOSES } from '../../contract/grants.ts';
import { connectGcm } from '../../src/consent/gcm.ts';
import { connectShopify } from '../../src/consent/shopify.ts';
import type { Signal } from '../../src/consent/source.ts';
import { connectWp } from '../../src/consent/wp.ts';
import { listen, look, place, touch, usePage, type Heard } from './consent-page.ts';
import { rounds } from '../long.ts';

usePage();

const isPending = (signal: Signal | undefined): boolean =>
  PURPOSES.every((purpose) => signal?.grants[purpose] === 'pending');
const grantedBy = ({ signals }: Heard): string[] =>
  signals.flatMap(({ grants }) => Object.values(grants).filter((said) => said === 'granted'));

/** What `gtag` pushes. */
// oxlint-disable-next-line no-unused-vars -- they are in `arguments`
function command(..._: unknown[]): IArguments {
  // oxlint-disable-next-line prefer-rest-params -- the very thing that tag managers look for
  return arguments;
}

type Values = Record<string, unknown>;
const P = 'personalization_storage';
const F = 'functionality_storage';
const A = 'analytics_storage';

describe('Consent Mode', () => {
  const byDefault = (values: Values): IArguments => command('consent', 'default', values);
  const update = (values: Values): IArguments => command('consent', 'update', values);
  const start = (...dataLayer: unknown[]): { dataLayer: unknown[]; heard: Heard } => {
    place({ dataLayer });
    return { dataLayer, heard: listen(connectGcm) };
  };
  const personalisationOf = ({ last }: Heard): unknown => last()?.grants.personalisation;

  test('is silent until there is a command about consent', () => {
    expect(start().heard.signals).toEqual([]);
    expect(start({ event: 'gtm.js' }, command('js', new Date()), command('config', 'G-1')).heard.signals).toEqual([]);
    place({ dataLayer: undefined });
    expect(listen(connectGcm).signals).toEqual([]);
  });

  const TABLE: readonly [
    name: string,
    entries: unknown[],
    personalisation?: string | undefined,
    measurement?: string,
  ][] = [
    ['an update that grants', [update({ [P]: 'granted', [A]: 'granted' })], 'granted', 'granted'],
    ['an update that denies', [update({ [P]: 'denied', [A]: 'denied' })], 'denied', 'denied'],
    ['an update of one signal', [update({ [P]: 'granted' })], 'granted'],
    ['an update of the other', [update({ [A]: 'granted' })], undefined, 'granted'],
    ['an update of neither', [update({ ad_storage: 'granted' })]],
    ['functionality denied', [update({ [P]: 'granted', [F]: 'denied' })], 'denied'],
    ['functionality granted', [update({ [P]: 'granted', [F]: 'granted' })], 'granted'],
    ['functionality alone', [update({ [F]: 'granted' })]],
    ['functionality denied and nothing else', [update({ [F]: 'denied' })], 'denied'],
    ['a default that denies', [byDefault({ [P]: 'denied', [A]: 'denied' })], 'pending', 'pending'],
    ['a default that grants', [byDefault({ [P]: 'granted', [A]: 'granted' })], 'unasked', 'unasked'],
    ['functionality denied by default', [byDefault({ [P]: 'granted', [F]: 'denied' })], 'pending'],
    [
      'a default of the usual four',
      [byDefault({ ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', [A]: 'denied' })],
      undefined,
      'pending',
    ],
    ['a default of one signal that grants', [byDefault({ [P]: 'granted' })], 'unasked'],
    [
      'a grant where functionality is denied by default',
      [byDefault({ [F]: 'denied' }), update({ [P]: 'granted' })],
      'pending',
    ],
    [
      'a refusal where functionality is denied by default',
      [byDefault({ [F]: 'denied' }), update({ [P]: 'denied' })],
      'denied',
    ],
    ['a default, then an update', [byDefault({ [P]: 'denied' }), update({ [P]: 'granted' })], 'granted'],
    ['an update, then a late default', [update({ [P]: 'granted' }), byDefault({ [P]: 'denied' })], 'granted'],
    ['a refusal, then a default that grants', [update({ [P]: 'denied' }), byDefault({ [P]: 'granted' })], 'denied'],
    ['the last update of two', [update({ [P]: 'granted' }), update({ [P]: 'denied' })], 'denied'],
    [
      'a default for a region beside one for all',
      [byDefault({ [P]: 'granted' }), byDefault({ [P]: 'denied', region: ['DE'] })],
      'pending',
    ],
    [
      'and the other way round',
      [byDefault({ [P]: 'denied', region: ['DE'] }), byDefault({ [P]: 'granted' })],
      'pending',
    ],
    ['a list in the place of arguments', [['consent', 'update', { [P]: 'granted' }]], 'granted'],
    ['words that are no consent', [update({ [P]: 'yes', [A]: true })]],
  ];
  test.each(TABLE)('%s', (_, entries, personalisation, measurement) => {
    const { heard } = start({ event: 'gtm.js' }, ...entries, { event: 'gtm.load' });
    expect(heard.last()?.grants).toEqual({
      ...(personalisation && { personalisation, imports: personalisation }),
      ...(measurement && { measurement }),
    });
  });

  test.each([
    [command('consent', 'declare', { [P]: 'granted' })],
    [command('consent', 'update')],
    [command('set', 'update', { [P]: 'granted' })],
    [{ event: 'consent', 0: 'consents', 1: 'update', 2: { [P]: 'granted' } }],
    ['consent'],
    [null],
  ])('%o is not about consent', (entry) => {
    expect(start(entry).heard.signals).toEqual([]);
  });

  test('a default that waits for an update is pending until then, or until the time is over', () => {
    const { dataLayer, heard } = start(byDefault({ [P]: 'granted', wait_for_update: 3_000 }));
    expect(personalisationOf(heard)).toBe('pending');
    look();
    expect(personalisationOf(heard)).toBe('pending');
    look();
    look();
    expect(personalisationOf(heard)).toBe('unasked');
    dataLayer.push(byDefault({ [P]: 'granted', wait_for_update: 60_000 }));
    look();
    expect(personalisationOf(heard)).toBe('pending');
    dataLayer.push(update({ [A]: 'denied' }));
    look();
    expect(heard.last()?.grants).toMatchObject({ personalisation: 'unasked', measurement: 'denied' });
  });

  test('what is pushed later is heard within half a second, and only changes are reported', () => {
    const { dataLayer, heard } = start(byDefault({ [P]: 'denied' }));
    for (let time = 0; time < 3; time++) {
      dataLayer.push({ event: 'scroll' }, update({ [P]: 'granted' }));
      vi.advanceTimersByTime(500);
    }
    dataLayer.push(update({ [P]: 'denied' }));
    vi.advanceTimersByTime(500);
    expect(heard.signals.map(({ grants }) => grants.personalisation)).toEqual(['pending', 'granted', 'denied']);
  });

  test('the layer and its push stay as they are', () => {
    const dataLayer: unknown[] = [];
    const push = (...entries: unknown[]): number => Array.prototype.push.apply(dataLayer, entries);
    dataLayer.push = push;
    const { heard } = start();
    place({ dataLayer: Object.freeze([byDefault({ [P]: 'denied' }), update({ [P]: 'granted' })]) });
    look();
    expect(personalisationOf(heard)).toBe('granted');
    place({ dataLayer });
    look();
    expect(dataLayer.push).toBe(push);
    expect(Object.keys(dataLayer)).toEqual(['push']);
  });

  test('a layer whose start was cut off is read on from where it was', () => {
    const { dataLayer, heard } = start(byDefault({ [P]: 'denied' }), update({ [P]: 'granted' }), { event: 'a' });
    dataLayer.splice(0, 2);
    dataLayer.push(update({ [A]: 'denied' }));
    look();
    expect(heard.last()?.grants).toMatchObject({ personalisation: 'granted', measurement: 'denied' });
    // shorter than it was, and nothing of what was seen is left
    dataLayer.splice(0, dataLayer.length, update({ [P]: 'denied' }));
    look();
    expect(personalisationOf(heard)).toBe('denied');
  });

  test('a layer that another list has replaced is heard, with what was said in the old one', () => {
    const { heard } = start(byDefault({ [A]: 'denied' }), update({ [P]: 'granted' }));
    place({ dataLayer: [{ event: 'gtm.js' }, update({ [A]: 'granted' })] });
    look();
    expect(heard.last()?.grants).toMatchObject({ personalisation: 'granted', measurement: 'granted' });
  });

  test.each([
    'https://www.googletagmanager.com/gtm.js?id=GTM-1&l=shopLayer',
    'https://www.googletagmanager.com/gtag/js?l=shopLayer&id=G-1',
    'https://tags.shop.example/x/gtm.js?id=GTM-1&gtm_auth=a&l=shopLayer&gtm_preview=b',
  ])('finds a layer of another name by %s, also one that comes late', (src) => {
    const heard = listen(connectGcm);
    place({ shopLayer: [update({ [P]: 'granted' })] });
    look();
    expect(heard.signals).toEqual([]);
    const tag = document.createElement('script');
    // named, and not loaded
    tag.type = 'text/plain';
    tag.src = src;
    document.head.append(tag);
    look();
    expect(personalisationOf(heard)).toBe('granted');
  });

  test('where the browser does not tell whether the page was touched, no choice is stored', () => {
    Object.defineProperty(navigator, 'userActivation', { value: undefined, configurable: true });
    expect(start(update({ [P]: 'granted' })).heard.last()?.stored).toBe(false);
  });

  test('a choice that is known before the shopper has touched the page is stored', () => {
    const { dataLayer, heard } = start(update({ [P]: 'granted' }));
    expect(heard.last()?.stored).toBe(true);
    touch(true);
    dataLayer.push(update({ [A]: 'granted' }));
    look();
    expect(heard.last()?.stored).toBe(false);
  });

  test('an entry that throws does not hide the refusal behind it', () => {
    const hostile = new Proxy([], {
      get() {
        throw new Error('hostile');
      },
    });
    const { dataLayer, heard } = start(update({ [P]: 'granted' }));
    dataLayer.push(hostile, update({ [P]: 'denied' }), hostile);
    look();
    expect(personalisationOf(heard)).toBe('denied');
  });

  test('whatever is in the layer, nothing is thrown and nothing granted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything({ withBigInt: true, withNullPrototype: true })),
        fc.anything(),
        (entries, layer) => {
          expect(grantedBy(start(...entries).heard)).toEqual([]);
          place({ dataLayer: layer });
          expect(grantedBy(listen(connectGcm))).toEqual([]);
        },
      ),
    );
  });

  test('however a layer is cut and filled between looks, the last update counts', () => {
    const step = fc.record({
      push: fc.array(fc.constantFrom('granted', 'denied', 'other'), { maxLength: 5 }),
      cut: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const { dataLayer, heard } = start(byDefault({ [P]: 'denied' }));
        let expected = 'pending';
        for (const { push, cut } of steps) {
          for (const word of push) {
            dataLayer.push(word === 'other' ? { event: word } : update({ [P]: word }));
            if (word !== 'other') expected = word;
          }
          look();
          dataLayer.splice(0, cut);
          expect(personalisationOf(heard)).toBe(expected);
        }
      }),
      { numRuns: rounds(50) },
    );
  });
});

describe('Shopify', () => {
  const privacyOf = (
    preferences: unknown,
    analytics: unknown,
    more: { chosen?: Values; sale?: unknown } = {},
  ): Record<string, () => unknown> => ({
    preferencesProcessingAllowed: () => preferences,
    analyticsProcessingAllowed: () => analytics,
    ...('sale' in more && { saleOfDataAllowed: () => more.sale }),
    ...(more.chosen && { currentVisitorConsent: () => more.chosen! }),
  });
  const collect = (): void => {
    document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail: { preferencesAllowed: true } }));
  };

  const ABSENT: readonly [name: string, shopify: unknown][] = [
    ['no Shopify', undefined],
    ['no loadFeatures', {}],
    ['loadFeatures that never calls back', { loadFeatures: () => {} }],
    ['loadFeatures that fails', { loadFeatures: (_: unknown, done: (error: Error) => void) => done(new Error('no')) }],
    ['an API that is a stand-in', { customerPrivacy: { backendConsentEnabled: true } }],
    [
      'an API that throws',
      {
        customerPrivacy: {
          preferencesProcessingAllowed: () => {
            throw new Error('no');
          },
        },
      },
    ],
    ['half an API', { customerPrivacy: { preferencesProcessingAllowed: () => true } }],
  ];
  test.each(ABSENT)('with %s nothing is said but pending, also when its event comes', (_, shopify) => {
    place({ Shopify: shopify });
    const heard = listen(connectShopify);
    look();
    collect();
    expect(heard.signals.every(isPending)).toBe(true);
  });

  const TABLE: readonly [
    name: string,
    privacy: unknown,
    personalisation: string,
    measurement: string,
    imports: string,
  ][] = [
    ['both allowed', privacyOf(true, true), 'granted', 'granted', 'granted'],
    ['neither allowed', privacyOf(false, false), 'denied', 'denied', 'denied'],
    ['preferences only', privacyOf(true, false), 'granted', 'denied', 'granted'],
    ['something that is not true', privacyOf('true', 1), 'denied', 'denied', 'denied'],
    [
      'allowed and chosen',
      privacyOf(true, true, { chosen: { preferences: 'yes', analytics: 'no' } }),
      'granted',
      'denied',
      'granted',
    ],
    [
      'allowed and not chosen',
      privacyOf(true, true, { chosen: { preferences: '', analytics: '' } }),
      'unasked',
      'unasked',
      'unasked',
    ],
    [
      'not allowed and not chosen',
      privacyOf(false, false, { chosen: { preferences: '', analytics: '' } }),
      'pending',
      'pending',
      'pending',
    ],
    [
      'allowed and refused',
      privacyOf(true, true, { chosen: { preferences: 'no', analytics: 'no' } }),
      'denied',
      'denied',
      'denied',
    ],
    ['sale of data refused', privacyOf(true, true, { sale: false }), 'granted', 'granted', 'denied'],
    ['sale of data allowed', privacyOf(true, true, { sale: true }), 'granted', 'granted', 'granted'],
  ];
  test.each(TABLE)('%s', (_, customerPrivacy, personalisation, measurement, imports) => {
    place({ Shopify: { customerPrivacy } });
    expect(listen(connectShopify).last()?.grants).toEqual({ personalisation, measurement, imports });
  });

  test('loads the API once, and reads it when it is there', () => {
    const asked: unknown[] = [];
    const Shopify: Record<string, unknown> = {};
    let done: () => void = () => {};
    place({ Shopify });
    const heard = listen(connectShopify);
    Shopify['loadFeatures'] = (features: unknown, then: () => void) => {
      asked.push(features);
      done = then;
    };
    look();
    look();
    expect(asked).toEqual([[{ name: 'consent-tracking-api', version: '0.1' }]]);
    Shopify['customerPrivacy'] = privacyOf(true, true);
    done();
    expect(heard.last()?.grants.personalisation).toBe('granted');
  });

  test('an API that is there is not loaded, and one that comes without a word is found', () => {
    const loadFeatures = vi.fn<() => void>();
    place({ Shopify: { loadFeatures, customerPrivacy: privacyOf(false, false) } });
    const heard = listen(connectShopify);
    expect(loadFeatures).not.toHaveBeenCalled();
    place({ Shopify: { loadFeatures, customerPrivacy: privacyOf(true, true) } });
    look();
    expect(heard.last()?.grants.personalisation).toBe('granted');
  });

  test('is read anew at every event, and its event is not believed', () => {
    let isAllowed = false;
    place({
      Shopify: { customerPrivacy: { ...privacyOf(true, true), preferencesProcessingAllowed: () => isAllowed } },
    });
    const heard = listen(connectShopify);
    collect();
    expect(heard.last()?.grants.personalisation).toBe('denied');
    isAllowed = true;
    touch(true);
    collect();
    expect(heard.last()).toMatchObject({ grants: { personalisation: 'granted' }, stored: false });
    isAllowed = false;
    collect();
    expect(heard.last()?.grants.personalisation).toBe('denied');
  });

  test('whatever it answers, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (Shopify, customerPrivacy) => {
        for (const value of [Shopify, { customerPrivacy }, { loadFeatures: customerPrivacy }]) {
          place({ Shopify: value });
          expect(grantedBy(listen(connectShopify))).toEqual([]);
        }
      }),
    );
  });
});

describe('WP Consent API', () => {
  const TABLE: readonly [name: string, page: Values, personalisation: string | undefined][] = [
    ['no API', {}, undefined],
    ['consent under optin', { wp_has_consent: () => true, wp_consent_type: 'optin' }, 'granted'],
    ['no consent under optin', { wp_has_consent: () => false, wp_consent_type: 'optin' }, 'denied'],
    ['consent or silence under optout', { wp_has_consent: () => true, wp_consent_type: 'optout' }, 'unasked'],
    ['a refusal under optout', { wp_has_consent: () => false, wp_consent_type: 'optout' }, 'denied'],
    ['the fallback type', { wp_has_consent: () => true, wp_fallback_consent_type: 'optin' }, 'granted'],
    [
      'a type that overrules the fallback',
      { wp_has_consent: () => true, wp_consent_type: 'optout', wp_fallback_consent_type: 'optin' },
      'unasked',
    ],
    ['no manager', { wp_has_consent: () => true }, 'unasked'],
    ['a manager that is yet to come', { wp_has_consent: () => true, waitfor_consent_hook: true }, 'pending'],
    ['an answer that is none', { wp_has_consent: () => 'allow', wp_consent_type: 'optin' }, 'pending'],
    [
      'an API that throws',
      {
        wp_has_consent: () => {
          throw new Error('no');
        },
        wp_consent_type: 'optin',
      },
      'pending',
    ],
    ['an element of that name', { wp_has_consent: {}, wp_consent_type: 'optin' }, 'pending'],
  ];
  test.each(TABLE)('%s', (_, page, personalisation) => {
    place(page);
    const heard = listen(connectWp);
    expect(heard.last()?.grants.personalisation).toBe(personalisation);
  });

  test('preferences are personalisation, statistics are measurement', () => {
    place({ wp_has_consent: (category: string) => category === 'preferences', wp_consent_type: 'optin' });
    expect(listen(connectWp).last()).toEqual({
      grants: { personalisation: 'granted', imports: 'granted', measurement: 'denied' },
      stored: true,
    });
    place({ wp_has_consent: (category: string) => category === 'statistics' });
    expect(listen(connectWp).last()?.grants).toMatchObject({ personalisation: 'denied', measurement: 'granted' });
  });

  test('is read anew at every change, when the type is defined, and when a manager sets it without a word', () => {
    const allowed = new Set<string>();
    place({
      wp_has_consent: (category: string) => allowed.has(category),
      waitfor_consent_hook: true,
      wp_consent_type: undefined,
    });
    const heard = listen(connectWp);
    expect(heard.last()?.grants.personalisation).toBe('denied');
    allowed.add('preferences');
    document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: { preferences: 'deny' } }));
    expect(heard.last()?.grants.personalisation).toBe('pending');
    place({ wp_consent_type: 'optin' });
    document.dispatchEvent(new CustomEvent('wp_consent_type_defined'));
    expect(heard.last()?.grants.personalisation).toBe('granted');
    place({ wp_consent_type: 'optout' });
    look();
    expect(heard.last()?.grants.personalisation).toBe('unasked');
  });

  test('hears an API that comes late', () => {
    const heard = listen(connectWp);
    look();
    expect(heard.signals).toEqual([]);
    place({ wp_has_consent: () => true, wp_consent_type: 'optin' });
    look();
    expect(heard.last()?.grants.personalisation).toBe('granted');
  });

  test('whatever it answers, nothing is thrown and nothing granted', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (answer, type, api) => {
        if (answer === true) return;
        place({ wp_has_consent: () => answer, wp_consent_type: type });
        expect(grantedBy(listen(connectWp))).toEqual([]);
        place({ wp_has_consent: api });
        expect(grantedBy(listen(connectWp))).toEqual([]);
      }),
    );
  });
});
