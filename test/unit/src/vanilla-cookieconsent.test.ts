import { describe, expect, test } from 'vitest';

import { toSignal } from '../../../src/consent/vanilla-cookieconsent.ts';

const PAGE_START = Date.parse('2026-11-23T10:00:00Z');
const cookie = (categories: string[], lastConsentTimestamp = '2026-11-20T10:00:00.000Z') => ({
  categories,
  revision: 2,
  lastConsentTimestamp,
});

describe('a choice in vanilla-cookieconsent', () => {
  test.each([
    ['functionality', 'granted', 'denied'],
    ['Functional', 'granted', 'denied'],
    ['preferences', 'granted', 'denied'],
    ['personalization', 'granted', 'denied'],
    ['personalisation', 'granted', 'denied'],
    ['analytics', 'denied', 'granted'],
    ['statistics', 'denied', 'granted'],
    ['measurement', 'denied', 'granted'],
    ['necessary', 'denied', 'denied'],
    ['dysfunctional', 'denied', 'denied'],
    ['marketing', 'denied', 'denied'],
  ])('the category %s means personalisation %s, measurement %s', (category, personalisation, measurement) => {
    expect(toSignal(cookie(['necessary', category]), PAGE_START).grants).toEqual({
      personalisation,
      contextual: personalisation,
      measurement,
    });
  });

  test('made before the page was opened is a stored one', () => {
    expect(toSignal(cookie([]), PAGE_START).stored).toBe(true);
  });

  test('made on the page is not, and neither is one of an unreadable time', () => {
    expect(toSignal(cookie([], '2026-11-23T10:00:00.001Z'), PAGE_START).stored).toBe(false);
    expect(toSignal(cookie([], 'yesterday'), PAGE_START).stored).toBe(false);
  });

  test('carries its revision as the notice', () => {
    expect(toSignal(cookie([]), PAGE_START).notice).toBe('2');
  });
});
