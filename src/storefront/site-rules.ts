import type { Site } from '../../contract/site.ts';
import { tellIntegrator } from '../loader/tell-integrator.ts';
import { isSelector } from './selectors.ts';

/** What is CSS in a rule, beside `selector` wherever a value is read. */
const SELECTORS = /^(container|item|pin|add|remove|wishlist|review|search)$/;

const known = new WeakMap<object, readonly unknown[]>();

/**
 * The rules of `site.slots` or `site.products` that can be used. Each other one is skipped, with one error in the console
 * that says which, what of it, and what is expected. The same site is read once.
 */
export function readRules<R extends object>(
  site: Site,
  key: 'slots' | 'products',
  isRule: (value: unknown) => value is R,
): readonly R[] {
  const given = site[key];
  if (!given) return [];
  let rules = known.get(given) as readonly R[] | undefined;
  if (!rules) {
    rules = given.filter((rule, index) => {
      const wrong = isRule(rule) ? wrongSelector(rule) : (wrongKey(rule, isRule) ?? 'has not the form of a rule');
      if (wrong) tellIntegrator(`site.${key}[${index}] is not used: ${wrong} (docs/storefront.md)`);
      return !wrong;
    }) as unknown as readonly R[];
    known.set(given, rules);
  }
  return rules;
}

function wrongSelector(rule: object): string | undefined {
  for (const [key, value] of Object.entries(rule) as [string, unknown][]) {
    const nested = (value as { selector?: unknown } | null)?.selector;
    const selector = SELECTORS.test(key) ? value : nested;
    if (typeof selector === 'string' && !isSelector(selector)) return `"${key}" has no CSS selector: ${selector}`;
  }
}

/** The key without which the rule would pass, where it is one. */
function wrongKey(rule: object, isRule: (value: unknown) => boolean): string | undefined {
  for (const key of Object.keys(rule)) {
    if (isRule({ ...rule, [key]: undefined }))
      return `"${key}" is ${JSON.stringify((rule as Record<string, unknown>)[key])}`;
  }
  return 'id' in rule || 'item' in rule ? '"id" and "container" are required, as text' : undefined;
}
