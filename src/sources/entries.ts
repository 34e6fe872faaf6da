import { readGa4, toType } from './ga4.ts';
import { readLegacyUa } from './legacy-ua.ts';
import { first, toPlain, type Plain } from './plain.ts';
import { PRODUCT_IDS, readRemarketing } from './remarketing.ts';
import type { SourceHost } from './source.ts';

/** Of an entry without a name: what of it may be of interest. */
const KEYS = ['ecommerce', 'transactionProducts', 'google_tag_params', ...PRODUCT_IDS];
const KNOWN = 'select_content';
/** Where an event that carries something may have its name, if it is a category and an action as Universal Analytics had them. */
const ACTIONS = ['eventAction', 'event_action', 'event_name', 'eventName'];

/** Reads the entries of a data layer, one after another, as its tag manager would. What it passes over it does not copy. Never throws. */
export function createEntryReader(host: SourceHost): (entry: unknown) => void {
  /** What `gtag('set')` or `gtag('config')` said last. */
  let currency: unknown;
  /** Items pushed without an event, for the event that comes next. */
  let prepared: Plain | undefined;

  const command = (name: string, target: unknown, given: unknown): void => {
    if (name === 'event') {
      if (typeof target !== 'string' || !(toType(target) ?? target === KNOWN)) return;
      const copy = toPlain(host.copy(given));
      const params = { ...copy, ...toPlain(copy['ecommerce']) };
      readGa4(host, target, params, currency, 'gtag');
      readRemarketing(host, params);
    } else if (name === 'set' || name === 'config') {
      const params = toPlain(host.copy(typeof target === 'object' ? target : given));
      currency = (target === 'currency' ? host.copy(given) : params['currency']) ?? currency;
    }
  };

  const message = (entry: Plain): void => {
    const { event } = entry;
    if (entry['ecommerce'] === null) prepared = undefined;
    const names = [event, ...(entry['ecommerce'] ? ACTIONS.map((key) => entry[key]) : [])];
    const known = names.find((name): name is string => typeof name === 'string' && (name === KNOWN || !!toType(name)));
    const isKnown = known !== undefined;
    if (!isKnown && !KEYS.some((key) => entry[key])) return;
    const copy = toPlain(host.copy(entry));
    const before = isKnown ? prepared : undefined;
    const body = { ...copy, ...toPlain(first(copy, ['ecommerce', 'eventModel']) ?? before) };
    if (event) prepared = undefined;
    const isSaid = readLegacyUa(host, body, currency) || (isKnown && readGa4(host, known, body, currency, 'gtm'));
    if (!isSaid) readRemarketing(host, { ...copy, ...toPlain(copy['google_tag_params']) });
    if (!event && !isSaid && body['items']) prepared = body;
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
