import { z } from 'zod';

import { MAX_SITE_RULES } from '../contract/limits.ts';
import type { Site } from '../contract/site.ts';
import { siteSchema } from '../contract/site.schema.ts';
import { productRuleSchema, readSchema, slotRuleSchema } from '../contract/storefront.schema.ts';
import { isProductRule, isRead, isSlotRule } from '../contract/storefront.ts';
import { merchandisingConfigSchema } from './merchandising.ts';
import { livingConfigShape } from './segments/living-config.ts';
import { wrongInSelector } from './selector-check.ts';

const read = z.strictObject(readSchema.shape).optional();

/** Of `slotRuleSchema`, which a page reads with whatever keys a newer build has: here an unknown one is a slip. */
const slotRule = z.strictObject({ ...slotRuleSchema.shape, itemId: read });
const productRule = z.strictObject({
  ...productRuleSchema.shape,
  itemId: read,
  price: read,
  quantity: read,
  rating: read,
  order: read,
  currency: z.union([z.string().regex(/^[A-Z]{3}$/), z.strictObject(readSchema.shape)]).optional(),
});

/** The manifest's site section as a shop writes it, held against all that its pages will read. */
export const siteConfigSchema = z
  .strictObject({
    ...siteSchema.shape,
    slots: z.array(slotRule).max(MAX_SITE_RULES).optional(),
    products: z.array(productRule).max(MAX_SITE_RULES).optional(),
    merchandising: merchandisingConfigSchema.optional(),
    ...livingConfigShape,
    living: z.undefined({ error: 'is set by the trainer: leave it out' }).optional(),
  })
  .superRefine(({ slots = [], products = [] }, context) => {
    const complain = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    slots.forEach((rule, at) => checkRule(rule, ['slots', at], complain));
    products.forEach((rule, at) => {
      const path = ['products', at];
      checkRule(rule, path, complain);
      const { match: _match, as = 'product', ...said } = rule;
      if (Object.keys(said).length === 0)
        complain(path, 'says nothing of the pages that it matches; name what stands there');
      if (as !== 'product' && rule.container === undefined)
        complain([...path, 'container'], `is missing: the element that is one ${as}`);
    });
  });

/** Keys of rules, and of what is in them, that hold a selector. */
const SELECTORS = new Set(['selector', 'container', 'item', 'pin', 'add', 'remove', 'wishlist', 'review', 'search']);

function checkRule(
  rule: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  complain: (path: PropertyKey[], message: string) => void,
): void {
  for (const [key, value] of Object.entries(rule)) {
    if (typeof value === 'string') {
      const wrong = SELECTORS.has(key) ? wrongInSelector(value) : undefined;
      if (wrong !== undefined) complain([...path, key], `is no selector: ${wrong}`);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      checkRule(value as Record<string, unknown>, [...path, key], complain);
    }
  }
}

/** The rules of a site in a line each, for whoever looks what is in a bundle. */
export function describeSiteRules({ slots = [], products = [] }: Site): string[] {
  return [
    ...slots.map((rule) => describeRule('slot', rule, isSlotRule(rule))),
    ...products.map((rule) => describeRule('products', rule, isProductRule(rule))),
  ];
}

function describeRule(what: string, { match, ...rule }: Readonly<Record<string, unknown>>, isUsable: boolean): string {
  const pages = match === undefined ? 'every page' : [match].flat().map(describeValue).join(' or ');
  const said = Object.entries(rule).map(([key, value]) => `${key} ${describeValue(value)}`);
  return `  ${what} on ${pages}: ${said.join(', ')}${isUsable ? '' : ' (no page can use it: train the bundle again)'}`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isRead(value)) return JSON.stringify(value);
  const { selector, attribute = 'text', pattern } = value;
  return `${attribute}${selector === undefined ? '' : ` of ${selector}`}${pattern === undefined ? '' : ` by /${pattern}/`}`;
}
