import type { ItemsTable } from './items.ts';
import { namesInUrls } from './url-names.ts';

const ADDRESS = /(^|_)(url|link|permalink)$/;
/** A column that says by its name that it holds several. */
const PLURAL = /s$/;

/**
 * What the items files call each item beside its id, in the order of `items`: its identifiers, what its address calls it, and
 * the tail of Shopify's long ids, of the item's own too, since the shop's pages have the short ones.
 */
export function toItemNames({ ids, identifiers }: ItemsTable): string[][] {
  const columns = identifiers.map(({ name, values }) =>
    ADDRESS.test(name) ? namesInUrls(values) : values.map((text) => split(text, PLURAL.test(name))),
  );
  return ids.map((id, item) => {
    const names = columns.flatMap((column) => column[item]!);
    return [...names, ...[id, ...names].flatMap(tailsOf)];
  });
}

function split(text: string, isList: boolean): string[] {
  return text
    .split(isList ? /[|,;\s[\]"]+/ : '|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `gid://shopify/Product/1` -> 1; `shopify_US_1_2`, of Shopify's Google channel -> the variant's 2 and the product's 1. */
function tailsOf(id: string): string[] {
  const gid = /^gid:\/\/.*\/([\w-]+)$/i.exec(id)?.[1];
  const [, product, variant] = /^shopify_[a-z]+_(\d+)_(\d+)$/i.exec(id) ?? [];
  return [gid, variant, product].filter((tail) => tail !== undefined);
}
