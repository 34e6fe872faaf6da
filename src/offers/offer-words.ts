/** What Aisle itself says beside an offer; everything else of it is the shop's. */
export interface OfferWords {
  /** Name of the button that closes it. */
  readonly close: string;
  /** The cart has reached the shop. */
  readonly saved: string;
  /** The cart has not reached the shop yet; it is tried again. */
  readonly pending: string;
}

const ENGLISH: OfferWords = { close: 'Close', saved: 'Saved.', pending: 'Will be saved soon.' };

/** In the language of the place, where we speak it; else in English. */
export function wordsOf(place: Element): OfferWords {
  const language = place.closest('[lang]')?.getAttribute('lang') ?? '';
  const words: Readonly<Record<string, OfferWords>> = {
    de: { close: 'Schließen', saved: 'Gespeichert.', pending: 'Wird bald gespeichert.' },
    es: { close: 'Cerrar', saved: 'Guardado.', pending: 'Se guardará pronto.' },
    fr: { close: 'Fermer', saved: 'Enregistré.', pending: 'Sera bientôt enregistré.' },
  };
  return words[language.slice(0, 2).toLowerCase()] ?? ENGLISH;
}
