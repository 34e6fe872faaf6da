import { z } from 'zod';

import type { FactsPart } from '../contract/facts.ts';
import type { Merchandising, MerchandisingRule } from '../contract/merchandising.ts';
import {
  boostRuleSchema,
  buryRuleSchema,
  filterRuleSchema,
  merchandisingSchema,
  pinRuleSchema,
} from '../contract/merchandising.schema.ts';
import type { LivingSpec } from '../contract/segments.ts';
import { MAX_SITE_RULES } from '../contract/limits.ts';
import type { Catalogue } from './catalogue.ts';
import { nearestName, TrainerError } from './errors.ts';

const { price, ...about } = filterRuleSchema.shape;
const items = { ...about, price: z.strictObject(price.unwrap().shape).optional() };
const { diversity, freshness } = merchandisingSchema.shape;

/** `site.merchandising` as a shop writes it, which its pages read with whatever keys a newer build has: here one is a slip. */
export const merchandisingConfigSchema = z
  .strictObject({
    ...merchandisingSchema.shape,
    rules: z
      .array(
        z.discriminatedUnion('do', [
          z.strictObject(pinRuleSchema.shape),
          z.strictObject({ ...items, ...boostRuleSchema.shape, price: items.price }),
          z.strictObject({ ...items, ...buryRuleSchema.shape, price: items.price }),
          z.strictObject({ ...items, do: filterRuleSchema.shape.do }),
        ]),
      )
      .max(MAX_SITE_RULES)
      .optional(),
    diversity: z.strictObject(diversity.unwrap().shape).optional(),
    freshness: z.strictObject(freshness.unwrap().shape).optional(),
  })
  .superRefine(({ rules = [] }, context) => {
    rules.forEach((rule, at) => {
      const complain = (message: string, ...path: string[]): void =>
        context.addIssue({ code: 'custom', path: ['rules', at, ...path], message });
      const { from, until } = rule;
      if (from !== undefined && until !== undefined && from > until)
        complain(`is before ${from}, on which the rule begins`, 'until');
      for (const day of ['from', 'until'] as const) if (!isDay(rule[day])) complain('is no day of the calendar', day);
      if (rule.do === 'pin') return;
      if (!rule.items && !rule.where && !rule.price && !rule.stock && rule.newerThanDays === undefined)
        complain('says nothing of which items; name items, where, price, stock or newerThanDays');
      if (rule.price && rule.price.from === undefined && rule.price.below === undefined)
        complain('says nothing; name from, below or both', 'price');
    });
  });

/** 30 February is a pattern and no day. */
function isDay(day: string | undefined): boolean {
  return day === undefined || (Date.parse(day) > 0 && new Date(day).toISOString().startsWith(day));
}

/**
 * Holds rules against the catalogue that they are about.
 *
 * @throws {TrainerError} `bad-config` for a rule that no item of it can ever meet, with its path and the nearest name
 */
export function checkMerchandising({ rules = [], freshness }: Merchandising, catalogue: Catalogue): void {
  if (freshness && !catalogue.facts.added) throw noFact('freshness', 'when items came into the catalogue', 'added');
  rules.forEach((rule, at) => checkRule(rule, `rules[${at}]`, catalogue));
}

function checkRule(rule: MerchandisingRule, path: string, { ids, attributes, facts, prices }: Catalogue): void {
  if (rule.do === 'pin') return checkNames(`${path}.item`, [rule.item], ids, 'item');
  if (rule.items) checkNames(`${path}.items`, rule.items, ids, 'item');
  for (const [name, wanted] of Object.entries(rule.where ?? {})) {
    const names = attributes.map((attribute) => attribute.name);
    checkNames(`${path}.where.${name}`, [name], names, 'attribute');
    const { values } = attributes.find((attribute) => attribute.name === name)!;
    checkNames(`${path}.where.${name}`, [wanted].flat(), values, 'value');
  }
  if (rule.stock === 'out' && !facts.out) throw noFact(`${path}.stock`, 'what is in stock', 'stock');
  if (rule.newerThanDays !== undefined && !facts.added)
    throw noFact(`${path}.newerThanDays`, 'when items came into the catalogue', 'added');
  if (rule.price && prices.every(Number.isNaN))
    throw new TrainerError('bad-config', `site.merchandising.${path}.price: the items files name no price.`);
}

/**
 * Holds rules against the segments and clusters of the bundle that they go with: what training finds has its names only then.
 *
 * @throws {TrainerError} `bad-config` for a rule that is for nobody, since none of its segments is there
 */
export function checkRuleSegments({ rules = [] }: Merchandising, living: LivingSpec | null): void {
  const known = [...(living?.segments ?? []), ...(living?.clusters?.clusters ?? [])].map(({ id }) => id);
  rules.forEach(({ segments }, at) => {
    if (segments) checkNames(`rules[${at}].segments`, segments, known, 'segment', 'bundle');
  });
}

/** At least one has to be there: of a long list some may have left the catalogue. */
function checkNames(
  path: string,
  given: readonly string[],
  known: readonly string[],
  what: string,
  where = 'catalogue',
): void {
  const names = new Set(known);
  if (given.some((name) => names.has(name))) return;
  const near = nearestName(given[0]!, known);
  const hint = near === undefined ? 'Name one that it has, or take the rule out.' : `Did you mean ${near}?`;
  throw new TrainerError(
    'bad-config',
    `site.merchandising.${path}: the ${where} has no ${what} ${given.slice(0, 3).join(', ')}. ${hint}`,
  );
}

function noFact(path: string, what: string, fact: string): TrainerError {
  return new TrainerError(
    'bad-config',
    `site.merchandising.${path}: no column of the items files says ${what}. Name it as facts.${fact}; see docs/merchandising.md.`,
  );
}

/** What of a catalogue's facts the rules, and segments, ask: everything else would only weigh on every visit. */
export function factsFor(
  { rules = [], freshness, variants, stock, bought }: Merchandising,
  { facts, prices }: Catalogue,
  cycle: Uint8Array | undefined,
  asksPrices = false,
): FactsPart {
  const asks = (key: 'price' | 'newerThanDays' | 'stock'): boolean =>
    rules.some((rule) => rule.do !== 'pin' && rule[key] !== undefined);
  return {
    cycle: bought === 'keep' ? undefined : cycle,
    product: variants === 'all' ? undefined : facts.product,
    out: (stock === 'ignore' && !asks('stock')) || !facts.out?.length ? undefined : facts.out,
    added: freshness || asks('newerThanDays') ? facts.added : undefined,
    price: asksPrices || asks('price') ? prices : undefined,
  };
}

/** The rules in a line each, for whoever looks what is in a bundle. */
export function describeMerchandising({ rules = [], ...settings }: Merchandising): string[] {
  const said = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return [
    `  lists: ${said.length > 0 ? said.join(', ') : 'as everywhere, see docs/merchandising.md'}`,
    ...rules.map(({ do: what, ...rest }) => {
      const parts = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
      return `  ${what} ${parts.join(', ')}`;
    }),
  ];
}
