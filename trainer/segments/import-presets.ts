import type { ImportField, ImportSource } from '../../contract/segments.ts';

/** As systems write them; the lowest first, which is what `keep: 'highest'` goes by. */
const TIERS = ['bronze', 'silver', 'gold', 'platinum'] as const;
const TIER: ImportField = { trait: 'tier', values: inAnyCase(TIERS), ttl: '365d' };
const LIFETIME_VALUE: ImportField = { trait: 'lifetime-value', number: { from: 0, to: 1_000_000 }, ttl: '90d' };
const PAST_ORDERS: ImportField = { trait: 'past-orders', number: { from: 0, to: 100_000 }, ttl: '90d' };
const NEWSLETTER: ImportField = { trait: 'newsletter', values: { true: 'yes', false: 'no' }, ttl: '90d' };

/**
 * Mappings that a shop can name instead of writing its own: `"imports": ["crm", "segment"]`. Each reads the form in which systems of
 * its kind give their data, and keeps nothing of it that names a person. docs/imports.md has a payload of each.
 */
export const IMPORT_PRESETS: Readonly<Record<string, ImportSource>> = {
  /** An `identify` call of Segment's or RudderStack's: its `traits`. */
  segment: {
    source: 'segment',
    priority: 10,
    fields: {
      'traits.loyalty_tier': TIER,
      'traits.lifetime_value': LIFETIME_VALUE,
      'traits.orders_count': PAST_ORDERS,
      'traits.newsletter': NEWSLETTER,
    },
  },
  /** What Treasure Data's Profiles API answers: a list with `attributes`, which the parent segment names. */
  'treasure-data': {
    source: 'treasure-data',
    priority: 10,
    fields: {
      'attributes.loyalty_tier': TIER,
      'attributes.ltv': LIFETIME_VALUE,
      'attributes.purchase_count': PAST_ORDERS,
      'attributes.churn_score': { trait: 'churn-score', number: { from: 0, to: 1 }, ttl: '30d' },
      'attributes.preferred_channel': { trait: 'channel', values: ['email', 'app', 'store', 'web'], ttl: '90d' },
    },
  },
  /** Rows of Google Analytics 4's export to BigQuery: user properties and what a user has been worth. */
  'web-analytics': {
    source: 'web-analytics',
    fields: {
      'user_properties.loyalty_tier.value.string_value': TIER,
      'user_properties.past_orders.value.int_value': PAST_ORDERS,
      'user_ltv.revenue': LIFETIME_VALUE,
      'traffic_source.medium': {
        trait: 'first-medium',
        values: ['organic', 'cpc', 'email', 'referral', 'affiliate', 'social'],
        ttl: '90d',
        keep: 'oldest',
      },
    },
  },
  /** A customer record: open tickets, what the loyalty scheme says, what was agreed to. */
  crm: {
    source: 'crm',
    priority: 20,
    fields: {
      'tickets.open': { trait: 'open-tickets', number: { from: 0, to: 1_000 }, ttl: '7d' },
      'tickets.priority': { trait: 'ticket-priority', values: ['low', 'normal', 'high', 'urgent'], ttl: '7d' },
      'loyalty.tier': TIER,
      'loyalty.points': { trait: 'points', number: { from: 0, to: 10_000_000 }, ttl: '30d' },
      'preferences.newsletter': NEWSLETTER,
    },
  },
  /** What somebody else knows of the moment: it does not outlive the day. */
  'third-party': {
    source: 'third-party',
    priority: -10,
    fields: {
      'signals.intent': { trait: 'intent', values: ['low', 'medium', 'high'], ttl: '24h' },
      'signals.in_market': {
        trait: 'in-market',
        values: ['home', 'garden', 'fashion', 'electronics', 'sports', 'toys', 'books', 'beauty'],
        ttl: '24h',
      },
      'weather.condition': { trait: 'weather', values: ['clear', 'clouds', 'rain', 'snow'], ttl: '6h' },
      'weather.temperature': { trait: 'temperature', number: { from: -60, to: 60 }, ttl: '6h' },
    },
  },
};

function inAnyCase(words: readonly string[]): Record<string, string> {
  const cased = words.flatMap((word) => [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]);
  return Object.fromEntries(cased.map((text) => [text, text.toLowerCase()]));
}
