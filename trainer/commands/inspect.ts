import type { Command } from 'commander';

import { isRefine, visitBytesOf } from '../../contract/bundle.ts';
import { decodeAliases, decodeDisplay, type AttributePart, type DisplayPart } from '../../contract/parts.ts';
import { decodeBundle, type Bundle } from '../../worker/bundle/decode.ts';
import { readBundle, type CheckedBundle } from '../bundle-reader.ts';
import { TrainerError } from '../errors.ts';
import { describeMerchandising } from '../merchandising.ts';
import { describeLiving } from '../segments/living-spec.ts';
import { describeSiteRules } from '../site-config.ts';

const TOP_VALUES = 8;
const EXAMPLES = 5;
const NEIGHBOURS = 5;

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('what is in a bundle, and whether it is whole')
    .description(
      'Verifies the size and hash of every part of a bundle and prints what is in it. Exits with 1 on a mismatch.',
    )
    .argument('<dir|url>', "a bundle's directory, or the URL of its manifest")
    .addHelpText(
      'after',
      `
Examples:
  $ aisle inspect data/bundle
  $ aisle inspect https://cdn.example/bundle/manifest.json`,
    )
    .action(async (place: string) => {
      const checked = await readBundle(place);
      const faults = checked.parts.filter(({ fault }) => fault !== undefined);
      process.stdout.write(`${describe(checked)}\n`);
      if (faults.length === 0) {
        process.stdout.write(`${describeContent(place, checked)}\n`);
        return;
      }
      const named = faults.map(({ part, fault }) => `${part.name} (${part.file}) ${fault}`).join('\n');
      throw new TrainerError('bad-bundle', `${named}\nThe bundle is damaged. Copy it again, or train it again.`, {
        file: place,
      });
    });
}

function describe({ manifest, hash, manifestBytes, parts }: CheckedBundle): string {
  const visit = manifestBytes + visitBytesOf(manifest);
  const { slots: _slots, products: _products, ...settings } = manifest.site;
  return [
    `bundle          ${hash}`,
    `version         ${manifest.version}, format ${manifest.formatVersion}`,
    `trained through ${manifest.trainedThrough}, prices of ${manifest.pricesAt}`,
    `items           ${manifest.items}, ${manifest.dims} dimensions, ${manifest.regions.length} regions`,
    `a visit loads   ${visit} bytes (${(visit / manifest.items).toFixed(1)} an item)`,
    `site            ${JSON.stringify(settings)}`,
    ...describeSiteRules(manifest.site),
    ...(isRefine(manifest.refine) && manifest.refine.arrange ? describeMerchandising(manifest.refine.arrange) : []),
    ...describeLiving(manifest.living),
    '',
    'part           bytes  an item  sha256',
    ...parts.map(
      ({ part, fault }) =>
        `${part.name.padEnd(12)}${String(part.bytes).padStart(8)}${(part.bytes / manifest.items).toFixed(2).padStart(9)}  ${part.sha256.slice(0, 16)}  ${fault ?? 'ok'}`,
    ),
    '',
    'ranking',
    ...Object.entries(manifest.ranking).map(
      ([name, value]) => `  ${name.padEnd(18)}${shorten(JSON.stringify(value), 160)}`,
    ),
  ].join('\n');
}

function describeContent(place: string, { manifest, parts }: CheckedBundle): string {
  const buffers = new Map<string, ArrayBuffer>(
    parts.flatMap(({ part, bytes }) => (bytes ? [[part.name, bytes.buffer]] : [])),
  );
  const bundle = decodeBundle(manifest, buffers);
  if (!bundle) {
    throw new TrainerError('bad-bundle', 'every hash is right, but a part does not fit the manifest. Train it again.', {
      file: place,
    });
  }
  const aliasBytes = buffers.get('aliases');
  const aliases = aliasBytes && decodeAliases(aliasBytes, manifest);
  if (aliasBytes && !aliases)
    throw new TrainerError('bad-bundle', 'part aliases does not fit the manifest. Train it again.', { file: place });
  const displayBytes = buffers.get('display');
  const display = displayBytes && decodeDisplay(displayBytes, manifest);
  return [
    '',
    'attributes (share of the content score; most frequent values)',
    ...bundle.attributes.map((attribute) => describeAttribute(attribute, bundle.ids.length)),
    `  words: ${bundle.vocabulary.words.length}, ${toPercent(manifest.ranking.vocabularyWeight)}`,
    '',
    aliases
      ? `aliases: ${aliases.hash.length} other ids of ${new Set(aliases.row).size} items, ${aliasBytes.byteLength} bytes`
      : 'aliases: none; pages have to name items as the log does',
    '',
    'most popular items and their neighbours',
    ...examples(bundle, display),
  ].join('\n');
}

function describeAttribute({ name, weight, values, codes }: AttributePart, items: number): string {
  const counts = new Uint32Array(values.length);
  for (const code of codes) counts[code]!++;
  const top = values
    .map((value, code) => ({ value, count: counts[code]! }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, TOP_VALUES)
    .map(({ value, count }) => `${value} ${count}`);
  return `  ${name}: ${toPercent(weight)}, ${values.length} values over ${items} items: ${top.join(', ')}`;
}

function examples({ ids, popularity, neighbours }: Bundle, display: DisplayPart | undefined): string[] {
  const title = (row: number) => `${ids[row]}${display ? ` ${display.titles[row]}` : ''}`;
  return [...popularity.share.keys()]
    .toSorted((a, b) => popularity.share[b]! - popularity.share[a]!)
    .slice(0, EXAMPLES)
    .flatMap((row) => {
      const places = Array.from({ length: neighbours.k }, (_, place) => row * neighbours.k + place)
        .filter((place) => neighbours.weight[place]! > 0)
        .toSorted((a, b) => neighbours.weight[b]! - neighbours.weight[a]!)
        .slice(0, NEIGHBOURS);
      const shown = places.map((place) => {
        const weight = neighbours.weight[place]! * neighbours.scale[row]!;
        return `      ${weight.toFixed(4)}  ${title(neighbours.index[place]!)}`;
      });
      return [`  ${title(row)}`, ...shown];
    });
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}
