import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mixOf } from '../../../worker/ranking/hybrid.ts';
import { lanternShop } from './lantern-shop.ts';

const { ranking } = lanternShop().manifest;
const withAlpha = (thickness: number) => ({
  ...ranking,
  alpha: { floor: 0.2, ceiling: 0.8, half: 0.5, thickness },
});
const alphaOf = (thickness: number, mass: number, evidence: number): number => {
  const { collaborative, content } = mixOf(withAlpha(thickness), mass, evidence, true);
  return collaborative / (collaborative + content);
};

describe('alpha', () => {
  it('is the odds of what both sides rest on, by hand', () => {
    expect(alphaOf(0, 0.5, 4)).toBeCloseTo(0.2 + 0.6 / 2, 9);
    expect(alphaOf(0.5, 0.5, 4)).toBeCloseTo(0.2 + 0.6 / 3, 9);
    expect(alphaOf(1, 0.5, 4)).toBeCloseTo(0.2 + 0.6 / 5, 9);
  });

  it('does not look at the thickness of a profile where training did not find that it matters', () => {
    expect(alphaOf(0, 0.3, 1)).toBeCloseTo(alphaOf(0, 0.3, 50), 12);
  });

  it('stays between its bounds, grows with the lists and shrinks with the evidence', () => {
    const positive = fc.double({ min: 0.001, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), positive, positive, (thickness, mass, more) => {
        const alpha = alphaOf(thickness, mass, 3);
        expect(alpha).toBeGreaterThanOrEqual(0.2 - 1e-9);
        expect(alpha).toBeLessThanOrEqual(0.8 + 1e-9);
        expect(alphaOf(thickness, mass + more, 3)).toBeGreaterThanOrEqual(alpha - 1e-9);
        expect(alphaOf(thickness, mass, 3 + more)).toBeLessThanOrEqual(alpha + 1e-9);
      }),
    );
  });

  it('is all for the lists where there is no content, and the parts always sum to 1', () => {
    const { collaborative, content, popularity } = mixOf(withAlpha(1), 0.3, 2, false);
    expect(content).toBe(0);
    expect(collaborative + popularity).toBeCloseTo(1, 12);
  });
});
