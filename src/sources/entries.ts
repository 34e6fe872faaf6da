import { readGa4, toGa4Name } from './ga4.ts';
import { readLegacyUa, readTransaction } from './legacy-ua.ts';
import { copyPlain, first, toPlain, type Plain } from './plain.ts';
import { PRODUCT_IDS, readRemarketing } from './remarketing.ts';
import type { Say } from './tell.ts';

/** Of an entry without a name: what of it may be of interest. */
const KEYS = ['ecommerce', 'transactionProducts', 'google_tag_params', ...PRODUCT_IDS];

/** Reads the entries of a data layer, one after another, as its tag manager would. What it passes over it does not copy. Never throws. */
export function createEntryReader(say: Say): (entry: unknown) => void {
  /** What `gtag('set')` or `gtag('config')` said last. */
  let currency: unknown;
  /** Items pushed without an event, for the event that comes next. */
  let prepared: Plain | undefined;

  const command = (name: string, target: unknown, given: unknown): void => {
    if (name === 'event') {
      if (typeof target !== 'string' || !toGa4Name(target)) return;
      const params = toPlain(copyPlain(given));
      if (!readGa4(target, params, currency, say) || target === 'page_view') readRemarketing(params, say);
    } else if (name === 'set' || name === 'config') {
      const params = toPlain(copyPlain(typeof target === 'object' ? target : given));
      currency = (target === 'currency' ? copyPlain(given) : params['currency']) ?? currency;
    }
  };

  const message = (entry: Plain): void => {
    const event = entry['event'];
    const name = typeof event === 'string' ? event : '';
    if (entry['ecommerce'] === null) prepared = undefined;
    const isKnown = toGa4Name(name) !== undefined;
    if (!isKnown && !KEYS.some((key) => entry[key])) return;
    const copy = toPlain(copyPlain(entry));
    const ecommerce = toPlain(first(copy, ['ecommerce', 'eventModel']) ?? (isKnown ? (prepared ?? copy) : undefined));
    const set = copy['currency'] ?? currency;
    if (name) prepared = undefined;
    const isSaid =
      readLegacyUa(ecommerce, set, say) ||
      (isKnown && readGa4(name, { ...copy, ...ecommerce }, set, say)) ||
      readTransaction(copy, set, say) ||
      readRemarketing({ ...copy, ...toPlain(copy['google_tag_params']) }, say);
    if (!name && !isSaid && ecommerce['items']) prepared = ecommerce;
  };

  return (entry) => {
    try {
      const [name, target, given] = [0, 1, 2].map((place) => (entry as Plain)[place]);
      // `arguments` of gtag, which are no array, or a list of the same
      if (typeof name === 'string') command(name, target, given);
      else message(entry as Plain);
    } catch {
      // what one entry holds must not hide the next
    }
  };
}
