import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { allGrants, PURPOSES, type Grant, type Purpose } from '../../../contract/grants.ts';
import { effectiveGrants, levelOf, refusalOf, type GateRules } from '../../../src/consent/gate.ts';
import type { Said, Signal } from '../../../src/consent/source.ts';

const OPT_IN: GateRules = {};
const OPT_OUT: GateRules = { isOptOut: true };

const personal = (...said: (Said | undefined)[]): Signal[] =>
  said.map((grant) => ({ grants: grant ? { personalisation: grant } : {} }));

describe('effective grants', () => {
  const TABLE: readonly [name: string, signals: Signal[], rules: GateRules, expected: Grant][] = [
    ['nobody has spoken: pending', [], OPT_IN, 'pending'],
    ['a grant is a grant', personal('granted'), OPT_IN, 'granted'],
    ['a refusal outweighs a grant', personal('granted', 'denied'), OPT_IN, 'denied'],
    ['and a source that has not spoken', personal('pending', 'denied'), OPT_IN, 'denied'],
    ['a silent source keeps a grant pending', personal('granted', 'pending'), OPT_IN, 'pending'],
    ['an unasked one too', personal('granted', 'unasked'), OPT_IN, 'pending'],
    ['a source with nothing to say does not', personal('granted', undefined), OPT_IN, 'granted'],
    ['nor does it grant', personal(undefined), OPT_IN, 'pending'],
    ['opt-out takes silence for consent', personal(), OPT_OUT, 'granted'],
    ['and not having been asked', personal('unasked', undefined), OPT_OUT, 'granted'],
    ['but waits for who has not spoken yet', personal('pending'), OPT_OUT, 'pending'],
    ['and heeds a refusal', personal('unasked', 'denied'), OPT_OUT, 'denied'],
    ['a misspelt grant never grants', personal('grant' as Grant), OPT_IN, 'pending'],
    ['not even under opt-out', personal('Granted' as Grant), OPT_OUT, 'pending'],
    ['the browser’s refusal outweighs a grant', personal('granted'), { refuses: 'all' }, 'denied'],
    ['and needs nobody else', personal(), { refuses: 'all' }, 'denied'],
    ['limited to reports it leaves an explicit grant', personal('granted'), { refuses: 'reports' }, 'granted'],
    ['also under opt-out', personal('granted'), { ...OPT_OUT, refuses: 'reports' }, 'granted'],
    ['where silence is none any more', personal('unasked'), { ...OPT_OUT, refuses: 'reports' }, 'pending'],
  ];
  test.each(TABLE)('%s', (_, signals, rules, expected) => {
    expect(effectiveGrants(signals, rules).personalisation).toBe(expected);
  });

  test.each(['all', 'reports'] as const)('what the browser refuses (%s) is never measured or imported', (refuses) => {
    for (const isOptOut of [true, false]) {
      const { measurement, imports, contextual } = effectiveGrants([{ grants: allGrants('granted') }], {
        isOptOut,
        refuses,
      });
      expect({ measurement, imports, contextual }).toEqual({
        measurement: 'denied',
        imports: 'denied',
        contextual: 'granted',
      });
    }
  });

  const said = fc.constantFrom<Said | undefined>('pending', 'granted', 'denied', 'unasked', undefined);
  const signal = fc.record({
    grants: fc.record(Object.fromEntries(PURPOSES.map((purpose) => [purpose, said]))),
  }) as fc.Arbitrary<Signal>;
  const rules: fc.Arbitrary<GateRules> = fc.record({
    isOptOut: fc.boolean(),
    refuses: fc.constantFrom('all', 'reports', undefined),
  });
  const purposes = fc.constantFrom<Purpose>(...PURPOSES);

  test('no signals that hold a refusal or a pending one ever open that purpose, whatever the rules', () => {
    fc.assert(
      fc.property(
        fc.array(signal, { maxLength: 6 }),
        fc.nat(6),
        purposes,
        fc.constantFrom<Said>('denied', 'pending'),
        rules,
        (signals, place, purpose, no, given) => {
          const all = signals.toSpliced(place, 0, { grants: { [purpose]: no } });
          expect(effectiveGrants(all, given)[purpose]).not.toBe('granted');
        },
      ),
    );
  });

  test('one more signal never opens what somebody’s word has kept shut, and the order of signals says nothing', () => {
    fc.assert(
      fc.property(fc.array(signal, { minLength: 1, maxLength: 5 }), signal, rules, (signals, extra, given) => {
        const before = effectiveGrants(signals, given);
        const after = effectiveGrants([...signals, extra], given);
        for (const purpose of PURPOSES) {
          const spoken = signals.some(({ grants }) => grants[purpose]);
          if (spoken && before[purpose] !== 'granted') expect(after[purpose]).not.toBe('granted');
        }
        expect(effectiveGrants([extra, ...signals.toReversed()], given)).toEqual(after);
      }),
    );
  });

  test('under opt-in nothing is granted that nobody has granted', () => {
    fc.assert(
      fc.property(
        fc.array(signal, { maxLength: 5 }),
        fc.constantFrom('all', 'reports', undefined),
        (signals, refuses) => {
          const grants = effectiveGrants(signals, { refuses });
          for (const purpose of PURPOSES)
            if (grants[purpose] === 'granted')
              expect(signals.some((signal) => signal.grants[purpose] === 'granted')).toBe(true);
        },
      ),
    );
  });
});

describe('the level of a page', () => {
  test.each([
    ['granted', 'denied', 2],
    ['granted', 'granted', 2],
    ['denied', 'granted', 1],
    ['pending', 'granted', 1],
    ['pending', 'pending', 0],
    ['denied', 'denied', 0],
  ] as const)('personalisation %s, contextual %s: %i', (personalisation, contextual, level) => {
    expect(levelOf({ ...allGrants('granted'), personalisation, contextual })).toBe(level);
  });
});

describe('what the browser refuses', () => {
  const TABLE: readonly [Parameters<typeof refusalOf>[0], Parameters<typeof refusalOf>[1], GateRules['refuses']][] = [
    [{}, {}, undefined],
    [{ globalPrivacyControl: undefined }, {}, undefined],
    [{ globalPrivacyControl: false }, {}, undefined],
    [{ globalPrivacyControl: true }, {}, 'all'],
    [{ globalPrivacyControl: true }, { gpc: 'reports' }, 'reports'],
    [{ globalPrivacyControl: true }, { gpc: 'off' }, 'all'],
    [{ doNotTrack: '1' }, { consent: 'auto' }, undefined],
    [{ doNotTrack: '1' }, { consent: 'auto dnt' }, 'all'],
    [{ doNotTrack: '1' }, { consent: 'dnt', gpc: 'reports' }, 'all'],
    [{ doNotTrack: '0' }, { consent: 'dnt' }, undefined],
    [{ doNotTrack: null }, { consent: 'dnt' }, undefined],
  ];
  test.each(TABLE)('%o with %o: %s', (browser, options, expected) => {
    expect(refusalOf(browser, options)).toBe(expected);
  });
});
