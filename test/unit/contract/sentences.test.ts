import { describe, expect, it } from 'vitest';

import { decodeSentences, encodeSentences, languageOf } from '../../../contract/sentences.ts';
import { encodeTable } from '../../../contract/table.ts';

const none = { en: {}, de: {}, fr: {}, es: {} };

describe('the part of sentences', () => {
  it('comes back as it was written', () => {
    const sentences = {
      ...none,
      en: { luxury: 'You looked at 3 things of £100 or more.' },
      fr: { luxury: 'Vous avez été là.' },
    };
    expect(decodeSentences(encodeSentences(sentences).buffer)).toEqual(sentences);
  });

  it.each([
    ['no JSON', 'luxury'],
    ['no record', '[]'],
    ['a language missing', '{"en":{},"de":{},"fr":{}}'],
    ['a sentence that is no text', JSON.stringify({ ...none, en: { luxury: 3 } })],
    ['an empty sentence', JSON.stringify({ ...none, en: { luxury: '' } })],
  ])('is refused with %s', (_, text) => {
    expect(decodeSentences(encodeTable([{ data: new TextEncoder().encode(text) }]).buffer)).toBeUndefined();
  });

  it.each([
    ['de-AT', 'de'],
    ['FR', 'fr'],
    ['es_MX', 'es'],
    ['nl', 'en'],
    [undefined, 'en'],
  ])('is read in the language next to %s', (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });
});
