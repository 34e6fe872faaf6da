import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PURPOSES } from '../../contract/grants.ts';
import { connectGpp } from '../../src/consent/gpp.ts';
import type { Signal } from '../../src/consent/source.ts';
import { connectTcf } from '../../src/consent/tcf.ts';
import { connectUsp } from '../../src/consent/usp.ts';
import { listen, look, place, touch, usePage, type Heard } from './consent-page.ts';
import { rounds } from '../long.ts';

usePage();

const NOTHING: Signal = { grants: {} };
const isPending = (signal: Signal | undefined): boolean =>
  PURPOSES.every((purpose) => signal?.grants[purpose] === 'pending');
const grantedBy = ({ signals }: Heard): string[] =>
  signals.flatMap(({ grants }) => Object.values(grants).filter((said) => said === 'granted'));
const OPTED_OUT = { personalisation: 'denied', measurement: 'denied', imports: 'denied' };

type Callback = (data: unknown, success?: unknown) => void;

/** A manager behind one of the APIs: who has subscribed, and what it was asked. */
function createManager(): {
  api: (...given: unknown[]) => void;
  calls: unknown[][];
  say: (data: unknown, success?: unknown) => void;
} {
  const calls: unknown[][] = [];
  const listeners = new Map<number, Callback>();
  return {
    calls,
    api(...given) {
      calls.push(given);
      const hear = given.find((value) => typeof value === 'function') as Callback;
      if (given[0] === 'addEventListener') listeners.set(calls.length, hear);
      if (given[0] === 'removeEventListener') listeners.delete(given.at(-1) as number);
    },
    say(data, success = true) {
      for (const [listenerId, hear] of listeners)
        hear(typeof data === 'object' && data && success ? { listenerId, ...data } : data, success);
    },
  };
}

const ALL = { 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true, 11: true };
const purposes = (...ids: number[]): Record<string, boolean> => Object.fromEntries(ids.map((id) => [id, true]));
// 132 bits of a header that nobody reads here, list version 15 and policy version 5
const TC = 'CQAAAAAQAAAAAAAABAENAPFgAAAAAAAAAA';
const tcData = (more: object = {}): object => ({
  tcString: TC,
  tcfPolicyVersion: 5,
  gdprApplies: true,
  cmpStatus: 'loaded',
  eventStatus: 'tcloaded',
  isServiceSpecific: true,
  purpose: { consents: ALL, legitimateInterests: {} },
  vendor: { consents: {}, legitimateInterests: {} },
  publisher: { consents: {}, legitimateInterests: {}, restrictions: {} },
  ...more,
});

describe('TCF', () => {
  const start = (): { manager: ReturnType<typeof createManager>; heard: Heard } => {
    const manager = createManager();
    place({ __tcfapi: manager.api });
    return { manager, heard: listen(connectTcf) };
  };

  test('subscribes, and never asks by getTCData', () => {
    const { manager, heard } = start();
    look();
    expect(manager.calls.map(([command, version]) => [command, version])).toEqual([['addEventListener', 2]]);
    expect(heard.signals).toEqual([]);
  });

  const SILENT: readonly [name: string, data: object][] = [
    ['while the dialog is shown, whatever legitimate interests it has put in', tcData({ eventStatus: 'cmpuishown' })],
    ['while the stub is loading', { cmpStatus: 'stub', gdprApplies: true }],
    ['at a status of another version', tcData({ eventStatus: 'tcready' })],
  ];
  test.each(SILENT)('says nothing new %s', (_, data) => {
    const { manager, heard } = start();
    manager.say(data);
    expect(heard.signals).toEqual([]);
  });

  const UNKNOWN: readonly [name: string, data: unknown, success?: boolean][] = [
    ['whether GDPR applies is unknown', tcData({ gdprApplies: undefined })],
    ['GDPR "applies" by something that is not true', tcData({ gdprApplies: 1 })],
    ['the manager reports an error', tcData({ cmpStatus: 'error' })],
    ['the call has failed', null, false],
    ['the call has failed and data came all the same', tcData(), false],
    ['there is no string', tcData({ tcString: undefined })],
    ['the string is empty', tcData({ tcString: '' })],
    ['the string is one of global scope', tcData({ isServiceSpecific: false })],
    ['there are no purposes', tcData({ purpose: undefined })],
    ['there are no consents', tcData({ purpose: {} })],
    ['the data is no object', 'granted'],
  ];
  test.each(UNKNOWN)('is pending where %s', (_, data, success = true) => {
    const { manager, heard } = start();
    manager.say(data, success);
    // a string has no eventStatus: nothing has been said, and the room's pending stays
    expect(heard.signals.length === 0 || isPending(heard.last())).toBe(true);
    expect(grantedBy(heard)).toEqual([]);
  });

  test('says nothing where GDPR does not apply, with or without purposes', () => {
    const { manager, heard } = start();
    manager.say({ gdprApplies: false, cmpStatus: 'loaded' });
    manager.say(tcData({ gdprApplies: false }));
    expect(heard.signals).toEqual([NOTHING, NOTHING]);
  });

  const GRANTS: readonly [
    name: string,
    data: object,
    personalisation: string,
    measurement: string,
    contextual: string,
  ][] = [
    ['all', tcData(), 'granted', 'granted', 'granted'],
    ['none', tcData({ purpose: { consents: {} } }), 'denied', 'denied', 'denied'],
    ['1, 5 and 6', tcData({ purpose: { consents: purposes(1, 5, 6) } }), 'granted', 'denied', 'denied'],
    ['5 and 6 without 1', tcData({ purpose: { consents: purposes(5, 6, 8) } }), 'denied', 'denied', 'denied'],
    ['1 and 5', tcData({ purpose: { consents: purposes(1, 5) } }), 'denied', 'denied', 'denied'],
    ['1 and 6', tcData({ purpose: { consents: purposes(1, 6) } }), 'denied', 'denied', 'denied'],
    ['1 and 8', tcData({ purpose: { consents: purposes(1, 8) } }), 'denied', 'granted', 'denied'],
    ['11 alone', tcData({ purpose: { consents: purposes(11) } }), 'denied', 'denied', 'granted'],
    [
      'none, and legitimate interests in all',
      tcData({ purpose: { consents: {}, legitimateInterests: ALL } }),
      'denied',
      'denied',
      'denied',
    ],
    [
      '1, 5 and 6 by what is not true',
      tcData({ purpose: { consents: { 1: 1, 5: 1, 6: 1 } } }),
      'denied',
      'denied',
      'denied',
    ],
  ];
  test.each(GRANTS)('reads purposes %s', (_, data, personalisation, measurement, contextual) => {
    const { manager, heard } = start();
    manager.say(data);
    expect(heard.last()?.grants).toEqual({ personalisation, imports: personalisation, measurement, contextual });
  });

  const PUBLISHER: readonly [name: string, data: object, personalisation: string][] = [
    ['what vendors got and the shop did not', tcData({ publisher: { consents: purposes(1, 8) } }), 'denied'],
    ['what both got', tcData({ publisher: { consents: ALL } }), 'granted'],
    [
      'what the shop got where vendors were not asked for',
      tcData({ purpose: { consents: {} }, publisher: { consents: ALL } }),
      'granted',
    ],
    [
      'what the shop got and vendors did not',
      tcData({ purpose: { consents: { 1: false, 5: false, 6: false } }, publisher: { consents: ALL } }),
      'denied',
    ],
    ['a shop that was refused everything', tcData({ publisher: { consents: { 1: false, 5: false } } }), 'denied'],
    ['the empty segment of a manager that has not asked', tcData({ tcString: `${TC}.YAAAAAAAAAA` }), 'granted'],
    ['purpose 5 forbidden', tcData({ publisher: { restrictions: { 5: { 755: 0 } } } }), 'denied'],
    ['purpose 5 by consent only', tcData({ publisher: { restrictions: { 5: { 755: 1 } } } }), 'granted'],
    ['purpose 3 forbidden', tcData({ publisher: { restrictions: { 3: { 755: 0 } } } }), 'granted'],
  ];
  test.each(PUBLISHER)('of the publisher: %s', (_, data, personalisation) => {
    const { manager, heard } = start();
    manager.say(data);
    expect(heard.last()?.grants.personalisation).toBe(personalisation);
  });

  test('carries the string as evidence, and the versions of list and policy as the notice', () => {
    const { manager, heard } = start();
    manager.say(tcData());
    expect(heard.last()).toMatchObject({ evidence: TC, notice: `TCF ${TC.slice(20, 23)}` });
  });

  test('a choice that the page has loaded is stored, one that is made on it is not', () => {
    for (const [eventStatus, stored] of [
      ['tcloaded', true],
      ['useractioncomplete', false],
    ] as const) {
      const { manager, heard } = start();
      manager.say(tcData({ eventStatus }));
      expect(heard.last()).toMatchObject({ grants: { personalisation: 'granted' }, stored });
    }
  });

  test('a dialog that is opened again and closed unchanged leaves the choice as it was, a changed one does not', () => {
    const { manager, heard } = start();
    manager.say(tcData());
    manager.say(tcData({ eventStatus: 'cmpuishown', purpose: { consents: {}, legitimateInterests: ALL } }));
    manager.say(tcData({ eventStatus: 'useractioncomplete' }));
    expect(heard.last()).toEqual(heard.signals[0]);
    manager.say(tcData({ eventStatus: 'useractioncomplete', tcString: `${TC}A`, purpose: { consents: {} } }));
    expect(heard.last()).toMatchObject({ grants: { personalisation: 'denied' }, stored: false });
  });

  test('an error after a grant is pending again, and the same string after it counts', () => {
    const { manager, heard } = start();
    manager.say(tcData());
    manager.say(tcData({ cmpStatus: 'error' }));
    expect(isPending(heard.last())).toBe(true);
    manager.say(tcData());
    expect(heard.last()?.grants.personalisation).toBe('granted');
  });

  test('hears a manager that comes after it, one that takes the place of a stub, and a second one', () => {
    const heard = listen(connectTcf);
    const [stub, first, second] = [createManager(), createManager(), createManager()];
    for (const { api } of [stub, first]) {
      place({ __tcfapi: api });
      look();
    }
    expect(heard.signals).toEqual([]);
    first.say(tcData());
    expect(heard.last()?.grants.personalisation).toBe('granted');
    place({ __tcfapi: second.api });
    look();
    expect(first.calls.at(-1)?.slice(0, 2)).toEqual(['removeEventListener', 2]);
    expect(first.calls.at(-1)?.at(-1)).toBe(1);
    second.say(tcData({ tcString: `${TC}B`, purpose: { consents: {} } }));
    expect(heard.last()?.grants.personalisation).toBe('denied');
  });

  test('a manager that was replaced and will not let go is not heard', () => {
    let say: Callback = () => {};
    place({ __tcfapi: (command: string, _: number, hear: Callback) => command === 'addEventListener' && (say = hear) });
    const heard = listen(connectTcf);
    place({ __tcfapi: () => {} });
    look();
    say(tcData(), true);
    expect(heard.signals).toEqual([]);
  });

  test('a manager that answers at once is heard at once', () => {
    place({ __tcfapi: (_: string, __: number, hear: Callback) => hear(tcData(), true) });
    expect(listen(connectTcf).last()?.grants.personalisation).toBe('granted');
  });

  test('nothing that a manager does gets out of it, and it is asked once', () => {
    let asked = 0;
    const hostile = (): never => {
      asked++;
      throw new Error('hostile');
    };
    place({ __tcfapi: hostile });
    const heard = listen(connectTcf);
    look();
    expect(asked).toBe(1);
    const throwing = new Proxy({}, { get: hostile, has: hostile, ownKeys: hostile });
    place({ __tcfapi: (_: string, __: number, hear: Callback) => hear(throwing, true) });
    look();
    expect(isPending(heard.last())).toBe(true);
    for (const value of [document.createElement('div'), 'text', {}, 7]) {
      place({ __tcfapi: value });
      look();
    }
    expect(grantedBy(heard)).toEqual([]);
  });
});

const TC_SECTION = {
  Version: 2,
  PurposeConsents: Array.from({ length: 24 }, (_, at) => at < 11),
  PurposeLegitimateInterests: Array.from({ length: 24 }, () => true),
  PublisherConsents: Array.from({ length: 24 }, () => false),
  PublisherRestrictions: [] as unknown[],
};
const ping = (more: object = {}): object => ({
  gppVersion: '1.1',
  cmpStatus: 'loaded',
  cmpDisplayStatus: 'hidden',
  signalStatus: 'ready',
  sectionList: [],
  applicableSections: [-1],
  gppString: 'DBAA',
  parsedSections: {},
  ...more,
});
const european = (section: object = {}, more: object = {}): object =>
  ping({
    sectionList: [2],
    applicableSections: [2],
    gppString: `DBABMA~${TC}`,
    parsedSections: { tcfeuv2: { ...TC_SECTION, ...section } },
    ...more,
  });
const american = (name: string, section: unknown): object =>
  ping({
    sectionList: [7],
    applicableSections: [7],
    gppString: 'DBABLA~BVQqAAAAAgA.QA',
    parsedSections: { [name]: section },
  });

describe('GPP', () => {
  const start = (): {
    say: (pingData: unknown, eventName?: string) => void;
    heard: Heard;
    manager: ReturnType<typeof createManager>;
  } => {
    const manager = createManager();
    place({ __gpp: manager.api });
    const heard = listen(connectGpp);
    return { manager, heard, say: (pingData, eventName = 'signalStatus') => manager.say({ eventName, pingData }) };
  };

  test('subscribes by callback only', () => {
    const { manager } = start();
    look();
    expect(manager.calls.map(([command]) => command)).toEqual(['addEventListener']);
    expect(manager.calls[0]?.[1]).toBeTypeOf('function');
  });

  test('says nothing before its signal is ready', () => {
    const { say, heard } = start();
    say({ ...american('usnat', { SaleOptOut: 1 }), signalStatus: 'not ready' });
    expect(heard.signals).toEqual([]);
  });

  const UNKNOWN: readonly [name: string, pingData: unknown][] = [
    ['it says nothing about itself', undefined],
    ['it reports an error', ping({ cmpStatus: 'error' })],
    ['which section applies is not known', ping({ applicableSections: [0] })],
    ['the sections are not parsed', ping({ parsedSections: undefined })],
    ['the European section applies and is not there', ping({ applicableSections: [2] })],
    ['the European section is garbage', european({ PurposeConsents: 'all' })],
    ['the European section keeps purposes in an unknown way', european({ PurposeConsents: ALL })],
  ];
  test.each(UNKNOWN)('is pending where %s', (_, pingData) => {
    const { say, heard } = start();
    say(pingData);
    expect(isPending(heard.last())).toBe(true);
  });

  test('says nothing where no section applies', () => {
    const { say, heard } = start();
    say(ping());
    expect(heard.last()).toEqual(NOTHING);
  });

  const OPT_OUTS: readonly [section: string, fields: unknown, isOut: boolean][] = [
    ['usnat', { SaleOptOut: 1, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }, true],
    ['usnat', { SaleOptOut: 2, SharingOptOut: 1, TargetedAdvertisingOptOut: 2 }, true],
    ['usnat', { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 1 }, true],
    ['usnat', { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2, Gpc: true }, true],
    ['usnat', { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2, Gpc: false }, false],
    ['usnat', { SaleOptOut: 0, SaleOptOutNotice: 1, SharingNotice: 1, MspaCoveredTransaction: 1 }, false],
    ['usnat', [{ SaleOptOut: 2 }, { SubsectionType: 1, Gpc: true }], true],
    ['usca', { SaleOptOut: 1, SharingOptOut: 2 }, true],
    ['usva', { SaleOptOut: 2, TargetedAdvertisingOptOut: 1 }, true],
    ['usco', { SaleOptOut: 2, TargetedAdvertisingOptOut: 2 }, false],
    ['usmd', { TargetedAdvertisingOptOut: 1 }, true],
    ['uspv1', { Version: 1, Notice: 'Y', OptOutSale: 'Y', LspaCovered: 'N' }, true],
    ['uspv1', { Version: 1, Notice: 'Y', OptOutSale: 'N', LspaCovered: 'Y' }, false],
  ];
  test.each(OPT_OUTS)('%s %j opts out: %s', (name, section, isOut) => {
    const { say, heard } = start();
    say(american(name, section));
    expect(heard.last()?.grants).toEqual(isOut ? OPTED_OUT : {});
  });

  test('an opt-out counts beside a European grant, and leaves the contextual order', () => {
    const { say, heard } = start();
    say(european({}, { parsedSections: { tcfeuv2: TC_SECTION, usca: { SaleOptOut: 1 } } }));
    expect(heard.last()?.grants).toEqual({ ...OPTED_OUT, contextual: 'granted' });
  });

  const EUROPEAN: readonly [name: string, pingData: object, personalisation: string][] = [
    ['all purposes', european(), 'granted'],
    ['all purposes, by their numbers', european({ PurposeConsents: [1, 5, 6, 8, 11] }), 'granted'],
    ['some purposes, by their numbers', european({ PurposeConsents: [1, 5, 8, 11] }), 'denied'],
    ['no purposes', european({ PurposeConsents: TC_SECTION.PublisherConsents }), 'denied'],
    ['purpose 1 refused', european({ PurposeConsents: TC_SECTION.PurposeConsents.with(0, false) }), 'denied'],
    [
      'sections in parts',
      european({}, { parsedSections: { tcfeuv2: [TC_SECTION, { SubsectionType: 3 }] } }),
      'granted',
    ],
    ['a shop that got less than vendors', european({ PublisherConsents: [true, false, true] }), 'denied'],
    ['a shop that got as much', european({ PublisherConsents: TC_SECTION.PurposeConsents }), 'granted'],
    ['purpose 6 forbidden', european({ PublisherRestrictions: [{ key: 6, type: 0, ids: [7] }] }), 'denied'],
    ['purpose 6 by consent only', european({ PublisherRestrictions: [{ key: 6, type: 1, ids: [7] }] }), 'granted'],
  ];
  test.each(EUROPEAN)('reads a European section like the TCF: %s', (_, pingData, personalisation) => {
    const { say, heard } = start();
    say(pingData);
    expect(heard.last()?.grants.personalisation).toBe(personalisation);
  });

  test('a European section that does not apply says nothing', () => {
    const { say, heard } = start();
    say(european({}, { applicableSections: [7] }));
    expect(heard.last()).toEqual(NOTHING);
  });

  test('carries the GPP string as evidence', () => {
    const { say, heard } = start();
    say(european({}, { sectionList: [2, 7], gppString: `DBABMA~${TC}~BVQq` }));
    expect(heard.last()).toMatchObject({ evidence: `DBABMA~${TC}~BVQq`, notice: `TCF ${TC.slice(20, 23)}` });
  });

  test('a choice that is known before the shopper has touched the page is stored, and stays so', () => {
    const { say, heard } = start();
    say(european());
    expect(heard.last()?.stored).toBe(true);
    touch(true);
    say(european(), 'cmpDisplayStatus');
    expect(heard.last()?.stored).toBe(true);
    say(european({}, { gppString: `DBABMA~${TC}A` }));
    expect(heard.last()?.stored).toBe(false);
  });

  test('while the shopper chooses anew the former choice stands', () => {
    const { say, heard } = start();
    say(european());
    say(european({ PurposeConsents: [] }, { signalStatus: 'not ready', cmpDisplayStatus: 'visible' }));
    expect(heard.signals).toHaveLength(1);
  });
});

describe('US Privacy', () => {
  const STRINGS: readonly [string: unknown, grants: object | 'pending'][] = [
    ['1YYN', OPTED_OUT],
    ['1NYN', OPTED_OUT],
    ['1yyn', OPTED_OUT],
    ['1YNN', {}],
    ['1---', {}],
    ['2YNN', 'pending'],
    ['Y', 'pending'],
    ['1Y', 'pending'],
    [{ toString: () => '1YNN' }, {}],
  ];
  test.each(STRINGS)('%s', (uspString, grants) => {
    place({ __uspapi: (_: string, __: number, hear: Callback) => hear({ version: 1, uspString }, true) });
    const heard = listen(connectUsp);
    if (grants === 'pending') expect(isPending(heard.last())).toBe(true);
    else expect(heard.last()).toEqual({ grants });
  });

  test('is silent where it fails, gives nothing, or throws', () => {
    for (const api of [
      (_: string, __: number, hear: Callback) => hear({ version: 1, uspString: '1YNN' }, false),
      (_: string, __: number, hear: Callback) => hear(null, true),
      () => {},
      () => {
        throw new Error('hostile');
      },
    ]) {
      place({ __uspapi: api });
      const heard = listen(connectUsp);
      look();
      expect(heard.signals).toEqual([]);
    }
  });

  test('asks by version 1, again and again, and says what has changed', () => {
    let uspString = '1YNN';
    const asked: unknown[] = [];
    place({
      __uspapi: (command: string, version: number, hear: Callback) => {
        asked.push([command, version]);
        // an answer that comes later, as through a proxy
        setTimeout(hear, 10, { version: 1, uspString }, true);
      },
    });
    const heard = listen(connectUsp);
    look();
    look();
    uspString = '1YYN';
    look();
    look();
    expect(heard.signals).toEqual([{ grants: {} }, { grants: OPTED_OUT }]);
    expect(asked[0]).toEqual(['getUSPData', 1]);
  });
});

describe('whatever a manager answers', () => {
  const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true });

  test('nothing gets out of the sources', () => {
    fc.assert(
      fc.property(anything, fc.anything(), (data, success) => {
        place({
          __tcfapi: (_: string, __: number, hear: Callback) => hear(data, success),
          __gpp: (_: string, hear: Callback) => hear({ pingData: data }, success),
          __uspapi: (_: string, __: number, hear: Callback) => hear(data, success),
        });
        for (const connect of [connectTcf, connectGpp, connectUsp]) expect(grantedBy(listen(connect))).toEqual([]);
      }),
      { numRuns: rounds(300) },
    );
  });

  test('no single field of an answer that is not as it should be makes a grant of a refusal', () => {
    const refused = tcData({ purpose: { consents: { 1: true, 5: false, 6: true } } });
    const field = fc.constantFrom(...Object.keys(refused).filter((key) => !/^(purpose|publisher)$/.test(key)));
    fc.assert(
      fc.property(field, anything, (key, value) => {
        place({ __tcfapi: (_: string, __: number, hear: Callback) => hear({ ...refused, [key]: value }, true) });
        for (const { grants } of listen(connectTcf).signals) expect(grants.personalisation).not.toBe('granted');
      }),
    );
  });

  test('no GPP section can grant what no European section allows', () => {
    const section = fc.dictionary(
      fc.constantFrom(
        'SaleOptOut',
        'SharingOptOut',
        'TargetedAdvertisingOptOut',
        'Gpc',
        'PersonalDataConsents',
        'PurposeConsents',
      ),
      fc.oneof(fc.integer(), fc.boolean(), fc.constant([1, 5, 6, 8, 11]), fc.string()),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), section),
        fc.array(fc.integer({ min: -1, max: 30 })),
        (parsedSections, ids) => {
          const applicableSections = ids.filter((id) => id !== 2);
          place({
            __gpp: (_: string, hear: Callback) =>
              hear({ pingData: ping({ parsedSections, applicableSections }) }, true),
          });
          expect(grantedBy(listen(connectGpp))).toEqual([]);
        },
      ),
    );
  });
});
