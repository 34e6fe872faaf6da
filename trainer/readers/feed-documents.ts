import { isUtf8 } from 'node:buffer';

import { TrainerError } from '../errors.ts';
import { MERCHANT, SHOPIFY, type Feed } from './feeds.ts';
import type { Fields } from './item-rows.ts';
import { decodeEntities } from './plain-text.ts';
import { readBytes, type Source } from './source.ts';

/** A document is held whole while it is read. */
const MAX_DOCUMENT_BYTES = 400_000_000;

export type CollectRow = (line: number, fields: Fields, feed: Feed) => void;

/**
 * A Google Merchant feed as RSS or Atom: every `item` or `entry`, its children as columns without their prefix. Returns
 * how many there were.
 *
 * @throws {TrainerError} when there is none, or the document is cut short
 */
export async function readXml(source: Source, collect: CollectRow): Promise<number> {
  const text = await readText(source);
  const lineAt = lineCounter(text);
  let rows = 0;
  let end = 0;
  for (const match of text.matchAll(/<(item|entry)(?:\s[^>]*)?>([^]*?)<\/\1\s*>/g)) {
    rows++;
    end = match.index + match[0].length;
    collect(lineAt(match.index), toFields(match[2]!), MERCHANT);
  }
  const rest = text.slice(end);
  if (/<(item|entry)[\s>]/.test(rest) || !/<\/(?:rss|feed|channel|\w+:RDF)\s*>\s*$/i.test(rest.trimEnd())) {
    if (rows === 0 && !/<(rss|feed|channel)\b/.test(text))
      throw noItems(source, 'an RSS or Atom feed with item or entry elements');
    throw new TrainerError(
      'unsupported-format',
      'the XML ends before its last element is closed: it was cut short. Copy or export it again.',
      {
        file: source.file,
        line: lineAt(text.length),
      },
    );
  }
  if (rows === 0) throw noItems(source, 'item or entry elements');
  return rows;
}

function toFields(item: string): Fields {
  const fields = new Map<string, string>();
  for (const match of item.matchAll(
    /<(?:\w+:)?([\w.-]+)(?:\s[^>]*)?>(<!\[CDATA\[([^]*?)\]\]>|[^<]*)<\/(?:\w+:)?\1\s*>/g,
  )) {
    const [, name = '', plain = '', quoted] = match;
    const value = (quoted ?? decodeEntities(plain)).trim();
    const before = fields.get(name.toLowerCase());
    // a further image is a further image, a further product type is one more
    fields.set(name.toLowerCase(), before === undefined ? value : `${before}|${value}`);
  }
  return fields;
}

/** A Shopify `products.json`. Rows are counted, not lines: JSON has none to speak of. */
export async function readProductsJson(source: Source, collect: CollectRow): Promise<number> {
  const text = await readText(source);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainerError(
      'unsupported-format',
      `is not JSON: ${(cause as Error).message}. Copy or export it again.`,
      source,
    );
  }
  const products = isObject(value) ? value['products'] : undefined;
  if (!Array.isArray(products) || products.length === 0) {
    throw noItems(source, 'Shopify\'s { "products": [...] }, or one object a line in a file named .ndjson');
  }
  products.forEach((product: unknown, index) => {
    for (const fields of toVariants(isObject(product) ? product : {})) collect(index + 1, fields, SHOPIFY);
  });
  return products.length;
}

/** A product as the rows its CSV export would have. */
function toVariants(product: Readonly<Record<string, unknown>>): Fields[] {
  const options = arrayOf(product['options']).map((option) => textOf(isObject(option) ? option['name'] : option));
  const [image] = arrayOf(product['images']);
  const tags = product['tags'];
  const base: [string, string][] = [
    ['id', textOf(product['id'])],
    ['handle', textOf(product['handle'])],
    ['title', textOf(product['title'])],
    ['body (html)', textOf(product['body_html'])],
    ['vendor', textOf(product['vendor'])],
    ['type', textOf(product['product_type'])],
    ['tags', Array.isArray(tags) ? tags.map(textOf).join(',') : textOf(tags)],
    ['image src', textOf(isObject(image) ? image['src'] : image)],
  ];
  const variants = arrayOf(product['variants']).filter(isObject);
  return (variants.length > 0 ? variants : [{}]).map((variant: Readonly<Record<string, unknown>>) => {
    const values = options.flatMap((name, index): [string, string][] => [
      [`option${index + 1} name`, name],
      [`option${index + 1} value`, textOf(variant[`option${index + 1}`])],
    ]);
    return new Map([
      ...base,
      ...values,
      ['variant price', textOf(variant['price'])],
      ['variant id', textOf(variant['id'])],
      ['variant sku', textOf(variant['sku'])],
      ['variant barcode', textOf(variant['barcode'])],
    ]);
  });
}

async function readText(source: Source): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readBytes(source)) {
    bytes += chunk.length;
    if (bytes > MAX_DOCUMENT_BYTES) {
      throw new TrainerError(
        'too-large',
        `is larger than ${MAX_DOCUMENT_BYTES / 1e6} MB; export it as CSV or NDJSON.`,
        source,
      );
    }
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  if (!isUtf8(whole))
    throw new TrainerError('not-utf8', 'is not UTF-8. Save it as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8).', source);
  return whole.toString('utf8').replace(/^\ufeff/, '');
}

/** Line of a place in a text; asked in ascending order. */
function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let at = text.indexOf('\n');
  return (index) => {
    while (at >= 0 && at < index) {
      line++;
      at = text.indexOf('\n', at + 1);
    }
    return line;
  };
}

function noItems({ file }: Source, expected: string): TrainerError {
  return new TrainerError('no-items', `no items in it; expected ${expected}.`, { file });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
