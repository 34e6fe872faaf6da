import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { PURPOSES, type Grant, type Grants } from '../../../contract/grants.ts';
import { createGate, effectiveGrants, type Turn } from '../../../src/consent/gate.ts';
import type { Signal } from '../../../src/consent/source.ts';

const OPT_IN = { optOut: false, gpc: false };
const OPT_OUT = { optOut: true, gpc: false };
const every = (grant: Grant): Grants => ({
  personalisation: grant,
  measurement: grant,
  contextual: grant,
  imports: grant,
});

describe('effective grants', () => {
  const TABLE: readonly [name: string, signals: Signal['grants'][], rules: typeof OPT_IN, expected: Grant][] = [
    ['nobody has spoken: pending', [], OPT_IN, 'pending'],
    ['a grant is a grant', [{ personalisation: 'granted' }], OPT_IN, 'granted'],
    ['a refusal outweighs a grant', [{ personalisation: 'granted' }, { personalisation: 'denied' }], OPT_IN, 'denied'],
    ['a silent source keeps a grant pending', [{ personalisation: 'granted' }, every('pending')], OPT_IN, 'pending'],
    ['an unasked one too', [{ personalisation: 'granted' }, { personalisation: 'unasked' }], OPT_IN, 'pending'],
    ['a source that speaks of something else says nothing', [{ measurement: 'granted' }], OPT_IN, 'pending'],
    ['opt-out takes silence for consent', [{ personalisation: 'unasked' }], OPT_OUT, 'granted'],
    ['but waits for who has not spoken yet', [every('pending')], OPT_OUT, 'pending'],
    ['and heeds a refusal', [{ personalisation: 'unasked' }, { personalisation: 'denied' }], OPT_OUT, 'denied'],
    ['Global Privacy Control refuses under opt-out', [], { ...OPT_OUT, gpc: true }, 'denied'],
    ['and leaves an explicit choice under opt-in', [every('granted')], { ...OPT_IN, gpc: true }, 'granted'],
    ['a misspelt grant never grants', [{ personalisation: 'grant' as Grant }], OPT_IN, 'pending'],
  ];
  test.each(TABLE)('%s', (_, signals, rules, expected) => {
    expect(effectiveGrants(signals, rules).personalisation).toBe(expected);
  });

  test('under Global Privacy Control nothing is measured or imported, whatever was chosen', () => {
    const { measurement, imports } = effectiveGrants([every('granted')], { ...OPT_IN, gpc: true });
    expect({ measurement, imports }).toEqual({ measurement: 'denied', imports: 'denied' });
  });

  test('no signal that is added ever turns a purpose that was not granted into a granted one, under opt-in', () => {
    const said = fc.constantFrom<Grant | 'unasked' | undefined>('pending', 'granted', 'denied', 'unasked', undefined);
    const signal = fc.record(Object.fromEntries(PURPOSES.map((purpose) => [purpose, said])));
    fc.assert(
      fc.property(fc.array(signal, { minLength: 1, maxLength: 5 }), signal, (signals, extra) => {
        const before = effectiveGrants(signals, OPT_IN);
        const after = effectiveGrants([...signals, extra], OPT_IN);
        for (const purpose of PURPOSES) {
          const spoken = signals.some((grants) => grants[purpose]);
          if (spoken && before[purpose] !== 'granted') expect(after[purpose]).not.toBe('granted');
        }
      }),
    );
  });
});

describe('the gate', () => {
  const listen = (rules = OPT_IN) => {
    const turns: [Turn, Grant, stored: boolean][] = [];
    const gate = createGate({
      ...rules,
      onTurn: (turn, { grants }, stored) => turns.push([turn, grants.personalisation, stored]),
    });
    return { gate, turns };
  };

  test('reports a grant once, however often it is repeated', () => {
    const { gate, turns } = listen();
    for (let time = 0; time < 3; time++) gate.hear('manual', { grants: { personalisation: 'granted' } });
    expect(turns).toEqual([['granted', 'granted', false]]);
    expect(gate.isOpen()).toBe(true);
  });

  test('says when the choice is an older one, and only if it is everybody’s', () => {
    const stored = listen();
    stored.gate.hear('cmp', { grants: { personalisation: 'granted' }, stored: true });
    expect(stored.turns).toEqual([['granted', 'granted', true]]);
    const mixed = listen();
    mixed.gate.hear('cmp', { grants: every('pending') });
    mixed.gate.hear('manual', { grants: { personalisation: 'granted' } });
    mixed.gate.hear('cmp', { grants: { personalisation: 'granted' }, stored: true });
    expect(mixed.turns.at(-1)).toEqual(['granted', 'granted', false]);
  });

  test('reports a withdrawal once, and a new grant after it', () => {
    const { gate, turns } = listen();
    gate.hear('cmp', { grants: { personalisation: 'granted' } });
    gate.hear('cmp', { grants: { personalisation: 'denied' } });
    gate.hear('cmp', { grants: { personalisation: 'denied' } });
    gate.hear('cmp', { grants: { personalisation: 'granted' } });
    expect(turns.map(([turn]) => turn)).toEqual(['granted', 'withdrawn', 'granted']);
  });

  test('treats a return to pending as a withdrawal', () => {
    const { gate, turns } = listen();
    gate.hear('cmp', { grants: { personalisation: 'granted' } });
    gate.hear('cmp', { grants: { personalisation: 'pending' } });
    expect(turns.at(-1)).toEqual(['withdrawn', 'pending', false]);
    expect(gate.isOpen()).toBe(false);
  });

  test('keeps what a source said of purposes that it does not name now', () => {
    const { gate } = listen();
    gate.hear('manual', { grants: { personalisation: 'granted', measurement: 'denied' } });
    gate.hear('manual', { grants: { contextual: 'granted' } });
    expect(gate.choice().grants).toEqual({
      personalisation: 'granted',
      measurement: 'denied',
      contextual: 'granted',
      imports: 'pending',
    });
  });
});
