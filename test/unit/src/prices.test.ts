import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { itemRefSchema } from '../../../contract/events.schema.ts';
import type { PriceHint } from '../../../src/storefront/currencies.ts';
import { toCurrency } from '../../../src/storefront/currencies.ts';
import { parseAmount, parsePrice } from '../../../src/storefront/prices.ts';
import { rounds } from '../../long.ts';

type Row = readonly [text: unknown, price: number | undefined, currency?: string | undefined, hint?: PriceHint];

const check = (rows: readonly Row[]): void => {
  const read = rows.map(([text, , , hint]) => [text, parsePrice(text, hint)]);
  expect(read).toEqual(
    rows.map(([text, price, currency]) => [
      text,
      price === undefined ? undefined : { price, ...(currency && { currency }) },
    ]),
  );
};

describe('a price', () => {
  test('is read as it was seen in real shops', () => {
    check([
      ['₹2,999', 2999, 'INR'],
      ['$980.00 $990.00', 980, 'USD', { currency: 'USD' }],
      ['US$ 99.00', 99, 'USD'],
      ['265,0', 265],
      ['$40.00 - $80.00', 40, 'USD', { locale: 'en-US' }],
      ['1.299,00 €', 1299, 'EUR'],
    ]);
  });

  test('may have any separators', () => {
    check([
      ["CHF 1'299.–", 1299, 'CHF'],
      ['1’299.50 Fr.', 1299.5, 'CHF'],
      ['1 299,00 zł', 1299, 'PLN'],
      ['1\u00a0299,00\u00a0€', 1299, 'EUR'],
      ['1\u202f234\u202f567,89 €', 1234567.89, 'EUR'],
      ['1,234,567', 1234567],
      ['1,23,456.50', 123456.5],
      ['R$ 1.234,56', 1234.56, 'BRL'],
      ['12,99', 12.99],
      ['1.299', 1299],
      ['$1,299', 1299],
      ['0,125', 0.125],
      ['1234,567', 1234.567],
      ['5,- €', 5, 'EUR'],
      ['1.299,- Kč', 1299, 'CZK'],
      ['1 299:-', 1299, 'SEK'],
      ['9€99', 9.99, 'EUR'],
      ['10.000.000 ₫', 10_000_000, 'VND'],
      ['12 990 Ft', 12_990, 'HUF'],
      ['1.250 KWD', 1.25, 'KWD'],
      ['1,250 KWD', 1250, 'KWD'],
    ]);
  });

  test('may be written in the digits of any script', () => {
    check([
      ['٢٬٩٩٩', 2999],
      ['٢٬٩٩٩٫٥٠ ر.س', 2999.5, 'SAR', { currency: 'SAR' }],
      ['۱۲۳٬۴۵۶', 123456],
      ['₹५,९९९', 5999, 'INR'],
      ['১২৩ ৳', 123, 'BDT'],
      ['￥１，２００', 1200, 'JPY', { locale: 'ja' }],
      ['฿๑๒๓', 123, 'THB'],
    ]);
  });

  test('has the currency that its sign means in the shop, or none where that is not sure', () => {
    check([
      ['¥1,200', 1200, 'JPY', { currency: 'JPY' }],
      ['¥1,200', 1200, 'CNY', { locale: 'zh-CN' }],
      ['¥1,200', 1200],
      ['$5.00', 5],
      ['$5.00', 5, 'CAD', { locale: 'fr-CA' }],
      // English is spoken wherever there are dollars
      ['$5.00', 5, undefined, { locale: 'en' }],
      ['$5.00', 5, 'USD', { locale: 'en-US' }],
      ['$5.00', 5, 'AUD', { currency: 'AUD', locale: 'en' }],
      ['A$5.00', 5, 'AUD', { currency: 'USD' }],
      // the shop's euro is not what a dollar sign means
      ['$5.00', 5, undefined, { currency: 'EUR' }],
      ['99 kr', 99, 'SEK', { locale: 'sv' }],
      ['99 kr', 99, 'NOK', { locale: 'nb_NO' }],
      ['99 kr.', 99, 'DKK', { locale: 'da' }],
      ['Rs. 1,299/-', 1299, 'INR', { locale: 'hi' }],
      ['AED 1,299.00', 1299, 'AED'],
      ['12.50', 12.5, 'EUR', { currency: 'EUR' }],
      ['12.50 usd', 12.5, 'USD'],
      [12.5, 12.5, 'EUR', { currency: 'EUR' }],
      ['12.50', 12.5, undefined, { currency: 'euro', locale: '!' }],
    ]);
  });

  test('is the current one among others', () => {
    check([
      ['$25.00 $20.00', 20],
      ['Original price was: £25.00. Current price is: £20.00.', 20, 'GBP'],
      ['Regular price £25.00 Sale price £20.00', 20, 'GBP'],
      ['Save £5.00 £20.00', 20, 'GBP'],
      ['£5 off £50', 50, 'GBP'],
      ['£99.00 or 4 interest-free payments of £24.75', 99, 'GBP'],
      ['4 x £24.75 or £99.00', 99, 'GBP'],
      ['2 × £10.00', 10, 'GBP'],
      ['€12.00 (€1.20 / 100 g)', 12, 'EUR'],
      ['€1.20/100 g €12.00', 12, 'EUR'],
      ['₹2,999 ₹99', 2999, 'INR'],
      ['-10% 99,90 TL', 99.9, 'TRY'],
      ['%10 99,90 TL', 99.9, 'TRY'],
      ['2 for £10', 10, 'GBP'],
      ['from 9.99', 9.99],
      ['ab 9,99 €', 9.99, 'EUR'],
      ['9.99/kg', 9.99],
      ['Kindle 11 £99.00', 99, 'GBP'],
      ['Blue Mug No. 4101 US$ 99.00', 99, 'USD'],
      ['Mug 4101 US$ 99.00', 99, 'USD'],
      ['Mug 4101\nSEK 99.00', 99, 'SEK'],
      ['25,00 $ 20,00 $', 20],
      ['£40-£80', 40, 'GBP'],
      ['25 € 3 Stück', 25, 'EUR'],
      ['25€ 20€', 20, 'EUR'],
      ['$12.00 USD', 12, 'USD'],
    ]);
  });

  test('may be nothing: what is given away costs 0', () => {
    check([
      ['Free', 0],
      [' GRATIS ', 0, 'EUR', { currency: 'EUR' }],
      ['Free shipping over £50', undefined],
      ['€ 0,00', 0, 'EUR'],
    ]);
  });

  test('is not what merely has digits', () => {
    const none = [
      '-10%',
      '-£5.00',
      '12.05.2026',
      'SKU-123',
      'A4',
      '500ml',
      'Sold out',
      '',
      '.',
      '£',
      '12345678901234567890',
      NaN,
      -1,
      Infinity,
      1e10,
      null,
      undefined,
      {},
      [],
      true,
      // oxlint-disable-next-line unicorn/new-for-builtins
      { toString: () => '5' },
    ];
    check(none.map((text) => [text, undefined]));
  });

  test('is a plain decimal where a program wrote it', () => {
    expect(parseAmount('1.299')).toEqual({ price: 1.299 });
    expect(parseAmount('1299.0000')).toEqual({ price: 1299 });
    expect(parseAmount('1.299,00')).toEqual({ price: 1299 });
    expect(parseAmount('1,299')).toEqual({ price: 1299 });
    expect(parseAmount(980)).toEqual({ price: 980 });
    expect(parseAmount('')).toBeUndefined();
  });
});

/** As shops in these lands write their prices. */
const SHOPS = [
  ['en-US', 'USD'],
  ['en-GB', 'GBP'],
  ['en-IN', 'INR'],
  ['en-CA', 'CAD'],
  ['fr-CA', 'CAD'],
  ['en-AU', 'AUD'],
  ['en-ZA', 'ZAR'],
  ['de-DE', 'EUR'],
  ['de-CH', 'CHF'],
  ['de-AT', 'EUR'],
  ['fr-FR', 'EUR'],
  ['fr-CH', 'CHF'],
  ['es-ES', 'EUR'],
  ['es-MX', 'MXN'],
  ['es-CL', 'CLP'],
  ['es-CO', 'COP'],
  ['pt-BR', 'BRL'],
  ['pt-PT', 'EUR'],
  ['it-IT', 'EUR'],
  ['nl-NL', 'EUR'],
  ['sv-SE', 'SEK'],
  ['nb-NO', 'NOK'],
  ['da-DK', 'DKK'],
  ['fi-FI', 'EUR'],
  ['pl-PL', 'PLN'],
  ['cs-CZ', 'CZK'],
  ['hu-HU', 'HUF'],
  ['ro-RO', 'RON'],
  ['bg-BG', 'BGN'],
  ['ru-RU', 'RUB'],
  ['uk-UA', 'UAH'],
  ['tr-TR', 'TRY'],
  ['he-IL', 'ILS'],
  ['ar-EG', 'EGP'],
  ['ar-SA', 'SAR'],
  ['ar-AE', 'AED'],
  ['ar-KW', 'KWD'],
  ['fa-IR', 'IRR'],
  ['hi-IN', 'INR'],
  ['bn-BD', 'BDT'],
  ['th-TH', 'THB'],
  ['vi-VN', 'VND'],
  ['id-ID', 'IDR'],
  ['ms-MY', 'MYR'],
  ['ja-JP', 'JPY'],
  ['ko-KR', 'KRW'],
  ['zh-CN', 'CNY'],
  ['zh-TW', 'TWD'],
  ['zh-HK', 'HKD'],
] as const;

/** What is formatted in three decimals may also mean thousands: 1,250 KWD is written as 1,250.000, but 0.125 is not. */
const amounts = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 999_999_999 }));

describe.each(SHOPS)('in %s with %s', (locale, currency) => {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
  }).resolvedOptions();

  test.each(['symbol', 'code', 'narrowSymbol'] as const)(
    'what Intl formats with its %s reads back',
    (currencyDisplay) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
      fc.assert(
        fc.property(amounts, (minor) => {
          const price = Math.min(minor / 10 ** digits, 1e9);
          expect([format.format(price), parsePrice(format.format(price), { locale, currency })]).toEqual([
            format.format(price),
            { price, currency },
          ]);
        }),
        { numRuns: rounds(60) },
      );
    },
  );

  test('so does what has no currency beside it', () => {
    // three decimals without a currency could be thousands
    const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    fc.assert(
      fc.property(amounts, (minor) => {
        expect(parsePrice(format.format(minor / 100), { currency })).toEqual({ price: minor / 100, currency });
      }),
      { numRuns: rounds(30) },
    );
  });
});

describe('whatever the text', () => {
  const pieces = fc.constantFrom(
    ..."0 1 9 12 299 000 . , ' ’ - – % $ € kr USD £ ¥ ( ) / x × : ٬ ٫ ٣ \u00a0 \u202f \u200f per save free ab = […".split(
      ' ',
    ),
    ' ',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(pieces, { maxLength: 24 }).map((all) => all.join('')),
  );
  const hints = fc.record(
    { currency: fc.oneof(fc.constantFrom('EUR', 'JPY', 'KWD', 'eur', ''), fc.string()), locale: fc.string() },
    { requiredKeys: [] },
  );

  test('nothing is thrown, and nothing comes out that an event may not hold', () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.anything()), hints, fc.boolean(), (text, hint, needsSign) => {
        for (const price of [parsePrice(text, hint, needsSign), parseAmount(text, hint)]) {
          if (price) expect(itemRefSchema.safeParse({ id: 'a', ...price }).success).toBe(true);
        }
        toCurrency(text);
      }),
      { numRuns: rounds(3_000) },
    );
  });

  test('a hostile one takes no longer than its length asks for', () => {
    const hostile = [
      '1',
      ' 1',
      '1.',
      '1 111',
      '$',
      '(',
      'save ',
      '1 x ',
      '- ',
      '\u200f',
      '１',
      ',',
      "1'",
      '9€99',
      '/ ',
    ];
    const startedAt = performance.now();
    for (const piece of hostile) parsePrice(piece.repeat(200_000), { locale: 'en' });
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
